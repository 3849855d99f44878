/**
 * Owner connections of a database whose process kills itself at the statement it is told to, over all of them.
 *
 * @param {number} killAt 1 for the first statement
 */
export function dieAtStatement(database, killAt) {
  let statements = 0;

  /** Lets the statement reach the server, then dies without a word. */
  function countOrDie(sent) {
    statements += 1;
    if (statements === killAt) setTimeout(() => process.kill(process.pid, 'SIGKILL'), killAt % 3);
    return sent;
  }

  return {
    /** How many there were so far. */
    statements: () => statements,
    connectOwner: async () => {
      const connection = await database.connectOwner();
      return {
        query: (query) => countOrDie(connection.query(query)),
        copyIn: (sql, bytes) => countOrDie(connection.copyIn(sql, bytes)),
        end: () => connection.end(),
      };
    },
  };
}
