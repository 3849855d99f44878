/** An event as a client of a stream gets it. */
export interface ReadEvent {
  id: string | undefined;
  event: string;
  data: Record<string, unknown>;
}

/** A stream that is being read. */
export interface EventReader {
  status: number;
  /** The next event; undefined when the stream has ended. */
  next(): Promise<ReadEvent | undefined>;
  /** Events up to the first for which `last` holds, that one included. */
  until(last: (event: ReadEvent) => boolean): Promise<ReadEvent[]>;
  /** Goes away in the middle of the stream. */
  leave(): void;
}

/** Opens a stream of server-sent events and reads it as EventSource does. */
export async function readEvents(
  url: string | URL,
  headers: Record<string, string> = {},
): Promise<EventReader> {
  const gone = new AbortController();
  const response = await fetch(url, { headers, signal: gone.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let text = '';
  const next = async (): Promise<ReadEvent | undefined> => {
    for (;;) {
      const end = text.indexOf('\n\n');
      if (end >= 0) {
        const block = text.slice(0, end);
        text = text.slice(end + 2);
        const event = parse(block);
        if (event !== undefined) return event;
        continue;
      }
      const read = await reader?.read();
      if (read === undefined || read.done) return undefined;
      text += read.value;
    }
  };
  return {
    status: response.status,
    next,
    async until(last) {
      const events: ReadEvent[] = [];
      for (let event = await next(); event !== undefined; event = await next()) {
        events.push(event);
        if (last(event)) return events;
      }
      throw new Error(`the stream ended after ${events.map(({ event }) => event).join(', ')}`);
    },
    leave: () => gone.abort(),
  };
}

/** A block of fields; comments and the time to wait before coming back are no events. */
function parse(block: string): ReadEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split('\n')) {
    const at = line.indexOf(': ');
    if (at > 0) fields.set(line.slice(0, at), line.slice(at + 2));
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  return {
    id: fields.get('id'),
    event: fields.get('event') ?? 'message',
    data: JSON.parse(data) as ReadEvent['data'],
  };
}
