import { expect, test } from 'vitest';
import { jsonText } from './json-text.ts';

test('what PostgreSQL refuses in text becomes U+FFFD; the rest stays', () => {
  const value = { a: 'x\0y', b: ['\uD800', 'ok \u{1F600}'], c: String.raw`\u0000` };
  expect(JSON.parse(jsonText(value))).toEqual({
    a: 'x\u{FFFD}y',
    b: ['\u{FFFD}', 'ok \u{1F600}'],
    c: String.raw`\u0000`,
  });
});
