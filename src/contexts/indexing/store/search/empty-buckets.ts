import type { OwnerConnection } from '../../../../platform/db/types.ts';
import { keepReadersOut } from '../overlay/keep-readers-out.ts';
import type { LoaderDeps } from '../load/types.ts';
import { checkedId, partitionName, ROW_TABLES } from '../partitions.ts';
import type { IndexRef } from '../queries/find-index.ts';

const MACRO = ROW_TABLES.macro;
const COLUMNS = ['tenant_id', 'index_id', ...MACRO.columns].join(', ');

/**
 * Takes the rows of index_macro away that the dictionary makes needless: those of the chunks it covers, nearly all.
 * TRUNCATE, so that their room is free at once. It is no part of what readers see as of one moment, and a question
 * may have looked for the dictionary before it was there: they are kept out until the transaction ends.
 */
export async function emptyBuckets(
  connection: OwnerConnection,
  deps: LoaderDeps,
  index: IndexRef & { lastId: number },
): Promise<void> {
  await keepReadersOut(connection, deps);
  await connection.query({
    sql: `create temp table later_macro on commit drop as select ${COLUMNS} from keelson.${MACRO.name}
      where tenant_id = ${checkedId(index.tenant)} and index_id = ${checkedId(index.id)} and chunk > ${index.lastId >> 20}`,
  });
  await connection.query({ sql: `truncate ${partitionName(MACRO, index.id)}` });
  await connection.query({
    sql: `insert into keelson.${MACRO.name} (${COLUMNS}) select ${COLUMNS} from later_macro`,
  });
}
