/** `"Theodore Ts'o" <tytso@mit.edu>` → its name and address; without brackets all of it is the address or handle. */
export function parsePerson<Role>(
  text: string,
  role: Role,
): { name: string | null; email: string; role: Role } {
  const [, name = '', email] = /^([^<]*)<([^<>]+)>/.exec(text) ?? [];
  if (email === undefined) return { name: null, email: text, role };
  return { name: name.trim().replaceAll(/^"|"$/g, '') || null, email, role };
}
