import { AppError } from '../../kernel/errors.ts';

const LONGEST_REF = 250;
/** What `git check-ref-format` takes, and no more: nothing that could be an option, a range or a pattern. */
const REF = /^(?![-/.@]|.*(?:\.\.|@\{|\/\/|\/\.|\.lock(?:\/|$)|[/.]$))[^\0-\x20\x7f~^:?*[\\]+$/;
const COMMIT = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/** Whether a ref is the full id of a commit. */
export function isCommitId(ref: string): boolean {
  return COMMIT.test(ref);
}

/** @throws AppError `ref_invalid` for what is no name of a branch, of a tag or of a commit */
export function checkGitRef(ref: string): void {
  if (ref.length <= LONGEST_REF && REF.test(ref)) return;
  throw new AppError(
    'invalid',
    'ref_invalid',
    `${JSON.stringify(ref.slice(0, 100))} is no name of a branch or tag, nor the full id of a commit`,
    { errors: [{ pointer: '/ref', detail: 'is no ref' }] },
  );
}
