import { spawn } from 'node:child_process';
import type { RunAs } from './run-as.ts';

/** What a program that ran to its end left behind. */
export interface ProgramResult {
  /** Exit code; -1 when it could not be started or was ended by a signal. */
  code: number;
  /** Standard output and error together, the last 64 KiB. */
  output: string;
}

const KEEP = 65_536;

/** The environment of PostgreSQL's programs: nothing of ours, so that no PG* or LD_* setting changes them. */
export const programEnvironment: NodeJS.ProcessEnv = {
  PATH: '/usr/local/bin:/usr/bin:/bin',
  LC_ALL: 'C',
  TZ: 'UTC',
};

/** Runs one of PostgreSQL's programs to its end. Never rejects. */
export function runProgram(program: string, args: readonly string[], as: RunAs): Promise<ProgramResult> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      ...as,
      cwd: '/',
      env: programEnvironment,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const keep = (text: string): void => {
      output = (output + text).slice(-KEEP);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    child.on('error', (error) => resolve({ code: -1, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? -1, output: output.trim() }));
  });
}
