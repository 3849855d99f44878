import { spawn } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { HomeLayout } from './home-layout.ts';
import { bootId, isMarkAlive, markOfPid, pidOfMark } from '../../processes/process-identity.ts';

/**
 * Stops the server when no process uses it any more, so that a `kill -9` of Node leaves no orphan. Arguments:
 * users folder, locks folder, pid and start time of the server, boot id.
 *
 * It sleeps in `read` until its starter is gone (the pipe on stdin closes), then looks each second for a living
 * user. Before it stops the server it takes the lock by the rules of hold-lock.ts, so that nobody can be
 * attaching at that moment. `start` is field 22 of /proc/PID/stat; see ../../processes/process-identity.ts.
 */
const SCRIPT = `
users=$1 locks=$2 server=$3 server_start=$4 boot=$5
start_of() {
  start=0
  if [ ! -e /proc/self/stat ]; then kill -0 "$1" 2>/dev/null; return; fi
  read -r line 2>/dev/null < "/proc/$1/stat" || return 1
  set -- \${line##*) }
  case $1 in Z|X) return 1 ;; esac
  shift 19
  start=$1
}
any_alive() {
  for file in "$1"/*; do
    name=\${file##*/}
    [ "$name" = "$2" ] && continue
    pid=\${name%%-*} rest=\${name#*-}
    case $pid in ''|*[!0-9]*) continue ;; esac
    start_of "$pid" && [ "$start" = "\${rest%%-*}" ] && return 0
  done
  return 1
}
server_alive() {
  start_of "$server" && [ "$start" = "$server_start" ]
}
start_of $$
mark=$$-$start-$boot-watchdog
trap 'rm -f "$locks/$mark"' EXIT
read -r _
while server_alive; do
  if ! any_alive "$users" ''; then
    : > "$locks/$mark" || exit 1
    if ! any_alive "$locks" "$mark" && ! any_alive "$users" ''; then
      kill -INT "$server"
      while server_alive; do sleep 1; done
      exit 0
    fi
    rm -f "$locks/$mark"
  fi
  sleep 1
done
`;

/** Starts a watchdog over a server unless it has one already. Call it with the lock held. */
export function ensureWatchdog(layout: HomeLayout, server: number): void {
  const serverMark = markOfPid(server);
  if (serverMark === undefined) return;
  const current = readRecord(layout);
  if (current.watched === serverMark && isMarkAlive(current.watchdog)) return;
  endWatchdog(layout);
  const [, startTime] = serverMark.split('-');
  const child = spawn(
    '/bin/sh',
    ['-c', SCRIPT, 'keelson-watchdog', layout.users, layout.locks, String(server), startTime!, bootId],
    { cwd: '/', detached: true, stdio: ['pipe', 'ignore', 'ignore'] },
  );
  // Nothing is ever written: the end of this process closes the pipe, and that is the message.
  child.stdin.on('error', () => undefined);
  child.on('error', () => undefined);
  unrefPipe(child.stdin);
  child.unref();
  const mark = child.pid === undefined ? undefined : markOfPid(child.pid);
  if (mark !== undefined) writeFileSync(layout.watchdog, `${mark} ${serverMark}`);
}

/** Ends the watchdog, of a server that has stopped or to replace it. */
export function endWatchdog(layout: HomeLayout): void {
  const { watchdog } = readRecord(layout);
  const pid = pidOfMark(watchdog);
  rmSync(layout.watchdog, { force: true });
  if (pid === undefined || !isMarkAlive(watchdog)) return;
  try {
    process.kill(pid, 'SIGTERM');
  } catch (error) {
    // Another user's watchdog ends by itself a second after its server.
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

function readRecord(layout: HomeLayout): { watchdog: string; watched: string } {
  const text = existsSync(layout.watchdog) ? readFileSync(layout.watchdog, 'utf8') : '';
  const [watchdog = '', watched = ''] = text.split(' ');
  return { watchdog, watched };
}

/** A child's pipe is a socket, which must not keep this process alive; its type does not say so. */
function unrefPipe(pipe: unknown): void {
  (pipe as { unref(): void }).unref();
}
