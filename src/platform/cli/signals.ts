import { EXIT } from './exit-code.ts';

/**
 * A controller that Ctrl-C and SIGTERM abort. The command then ends in its own time; a second signal ends the
 * process at once.
 */
export function abortOnSignals(): AbortController {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  return controller;
}
