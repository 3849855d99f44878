import { AppError, messageOf } from '../../../kernel/errors.ts';

/** Says what a failure to write means for whoever asked for the index; passes on what it does not know. */
export function explainOutputError(error: unknown, outDir: string): unknown {
  if (error instanceof AppError) return error;
  const code = (error as NodeJS.ErrnoException | undefined)?.code;
  const app = code === undefined ? undefined : explainCode(code, outDir, messageOf(error));
  return app ? new AppError(app.kind, app.code, app.message, { cause: error }) : error;
}

function explainCode(
  code: string,
  outDir: string,
  detail: string,
): Pick<AppError, 'kind' | 'code' | 'message'> | undefined {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return {
        kind: 'unavailable',
        code: 'disk_full',
        message: `The disk that holds ${outDir} is full. Finished chunks are kept: free space, then run the same again`,
      };
    case 'EIO':
      return {
        kind: 'unavailable',
        code: 'disk_failed',
        message: `Writing to ${outDir} failed: ${detail}. Finished chunks are kept; check the disk`,
      };
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return {
        kind: 'forbidden',
        code: 'output_not_writable',
        message: `The output folder ${outDir} cannot be written to: ${detail}`,
      };
    case 'ENOTDIR':
    case 'EEXIST':
      return {
        kind: 'invalid',
        code: 'output_not_a_folder',
        message: `The output ${outDir} is not a folder: ${detail}`,
      };
    default:
      return undefined;
  }
}
