/** One event of a stream. Without `id` a client that comes back asks for what followed the event before. */
export interface ServerSentEvent {
  id?: string;
  event: string;
  /** Sent as JSON, in one line. */
  data: unknown;
}

export interface EventStreamOptions {
  /** Each of these ends the stream: the request was given up, the server closes. */
  until: readonly AbortSignal[];
  /** Time between comments that keep proxies from closing a silent stream; 15,000 when not given. */
  keepAliveMs?: number;
  /** Told why a stream broke. */
  onError: (error: unknown) => void;
  /** Called once, when the stream has ended in whatever way. */
  onEnd: () => void;
}

/** Milliseconds that a client waits before it comes back. */
const RETRY_MS = 1000;

/**
 * Answers with events as they come (text/event-stream, https://html.spec.whatwg.org/multipage/server-sent-events.html).
 * The source is read no faster than the client takes what was sent; its signal fires when the stream has ended.
 */
export function eventStream(
  source: (signal: AbortSignal) => AsyncGenerator<ServerSentEvent, void>,
  options: EventStreamOptions,
): Response {
  const encoder = new TextEncoder();
  const ended = new AbortController();
  const end = (): void => ended.abort();
  let timer: NodeJS.Timeout | undefined;
  ended.signal.addEventListener('abort', () => {
    clearInterval(timer);
    for (const signal of options.until) signal.removeEventListener('abort', end);
    options.onEnd();
  });
  for (const signal of options.until) signal.addEventListener('abort', end);
  const events = source(ended.signal);
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const send = (text: string): void => controller.enqueue(encoder.encode(text));
      send(`retry: ${RETRY_MS}\n\n`);
      timer = setInterval(() => send(': still here\n\n'), options.keepAliveMs ?? 15_000);
    },
    async pull(controller) {
      const next = await events.next().catch((error: unknown) => {
        if (!ended.signal.aborted) options.onError(error);
        return undefined;
      });
      // The client may have gone while the source was waited for; then nothing takes what it gave.
      if (ended.signal.aborted || next === undefined || next.done === true) {
        end();
        await events.return();
        controller.close();
      } else {
        controller.enqueue(encoder.encode(textOf(next.value)));
      }
    },
    cancel: end,
  });
  if (options.until.some((signal) => signal.aborted)) end();
  return new Response(body, {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
}

/** The event's lines. JSON has no line breaks outside of strings, where they are escaped. */
function textOf({ id, event, data }: ServerSentEvent): string {
  const head = id === undefined ? '' : `id: ${id}\n`;
  return `${head}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}
