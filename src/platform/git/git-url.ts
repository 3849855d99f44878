import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AppError } from '../../kernel/errors.ts';

/** A repository that git can fetch from. */
export interface GitUrl {
  /** What git is given. */
  url: string;
  /**
   * The one name of the repository, however it was written: scheme and host in lower case, no default port, no `.git`
   * and no slash at the end.
   */
  name: string;
  /** Lower case; undefined for a repository on this machine. */
  host: string | undefined;
  /** Path of a repository on this machine. */
  folder: string | undefined;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'https:': '443', 'ssh:': '22', 'git:': '9418' };
const LONGEST_URL = 2000;
/** `git@host:path`, as ssh has it. */
const SCP_LIKE =
  /^(?:([A-Za-z0-9_][A-Za-z0-9_.-]*)@)?([A-Za-z0-9][A-Za-z0-9.-]*):(?![/\d-])([A-Za-z0-9._~/+@%-]+)$/;
const HOST = /^(?:[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/;

/** Whether a word of a command line means a repository elsewhere rather than a folder. */
export function isGitUrl(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\//i.test(text) || /^[\w.-]+@[\w.-]+:/.test(text);
}

/**
 * Reads `https://…`, `ssh://…`, `git://…`, `user@host:path`, `file:///…` or an absolute path. What git could take for
 * an option or for a program to run (`ext::`) is refused, and so is a password: what is stored and shown holds none.
 * @throws AppError `repository_url_invalid`, `credentials_in_url`; neither repeats what may be secret
 */
export function readGitUrl(text: string): GitUrl {
  if (text.length > LONGEST_URL || /[\0-\x20\x7f\\]|::/.test(text)) {
    throw invalid('it holds white space, a backslash or ::, or is too long');
  }
  if (path.isAbsolute(text)) return localUrl(text);
  const scp = SCP_LIKE.exec(text);
  if (scp) return scpUrl(text, scp);
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw invalid('it is neither a URL nor an absolute path');
  if (url.protocol === 'file:') return fileUrl(url);
  if (DEFAULT_PORTS[url.protocol] === undefined) {
    throw invalid('only https, ssh, git and, where that is allowed, file are fetched from');
  }
  const isSsh = url.protocol === 'ssh:';
  if (url.password !== '' || (url.username !== '' && !isSsh)) throw credentialsInUrl();
  if (url.search !== '' || url.hash !== '')
    throw invalid('it has a query or a fragment; give a ref by itself');
  const host = url.hostname.toLowerCase();
  if (!HOST.test(host)) throw invalid('its host is none');
  if (url.username !== '' && !/^\w[\w.-]*$/.test(url.username)) throw invalid('its user is none');
  const place = url.pathname.replace(/\/+$/, '');
  if (place === '' || place.startsWith('/-')) throw invalid('it names no repository on the host');
  const user = url.username === '' ? '' : `${url.username}@`;
  const port = url.port === '' || url.port === DEFAULT_PORTS[url.protocol] ? '' : `:${url.port}`;
  const base = `${url.protocol}//${user}${host}${port}`;
  return { url: `${base}${place}`, name: `${base}${withoutSuffix(place)}`, host, folder: undefined };
}

function scpUrl(text: string, [, user, host, place]: RegExpExecArray): GitUrl {
  const lower = host!.toLowerCase();
  const clean = place!.replace(/\/+$/, '');
  if (!HOST.test(lower) || clean === '') throw invalid('it names no repository on a host');
  const login = user === undefined ? '' : `${user}@`;
  return {
    url: text,
    name: `ssh://${login}${lower}/${withoutSuffix(clean)}`,
    host: lower,
    folder: undefined,
  };
}

function fileUrl(url: URL): GitUrl {
  if (url.host !== '' || url.search !== '' || url.hash !== '') {
    throw invalid('a file URL has neither host nor query; it reads file:///path');
  }
  return localUrl(fileURLToPath(url));
}

function localUrl(folder: string): GitUrl {
  const { href } = pathToFileURL(path.resolve(folder));
  return { url: href, name: withoutSuffix(href), host: undefined, folder: path.resolve(folder) };
}

const withoutSuffix = (place: string): string => place.replace(/(?<=[^/])\.git$/, '');

function invalid(why: string): AppError {
  return new AppError(
    'invalid',
    'repository_url_invalid',
    `That is no URL of a repository: ${why}. Give e.g. https://host/name, ssh://git@host/name or git@host:name`,
    { errors: [{ pointer: '/repository_url', detail: why }] },
  );
}

function credentialsInUrl(): AppError {
  return new AppError(
    'invalid',
    'credentials_in_url',
    'The URL holds a user or password, which would be stored and shown. Leave it out: set up a git credential helper, or an ssh key, for the user that runs the worker',
    { errors: [{ pointer: '/repository_url', detail: 'holds credentials' }] },
  );
}
