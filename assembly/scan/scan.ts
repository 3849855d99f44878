import { clearFacts, linkFacts, symbolAt } from '../facts/facts';
import { NONE, Scan } from '../facts/layouts';
import { openSource, sourceLines, sourceStart } from '../text/source';
import { clearConditionals } from './conditionals';
import { State, cursor } from './cursor';
import { scanDeclarations } from './declarations';
import { clearEntries } from './entries';
import { scanEnum } from './enum-body';
import { markExported } from './exports';
import { clearFrames, frameCount, popFrame, topFrame } from './frames';
import { scanBody } from './function-body';
import { clearTwins, closeFunction } from './function';
import { clearDoc } from './doc-comment';
import { clearGuards, endGuards } from './guards';
import { clearHead } from './head';
import { clearKnownFunctions } from './known-functions';
import { scanInitialiser } from './initialiser';
import { addInvocation, invocationName } from './invocation';
import { clearPending } from './statement';

function begin(): void {
  clearFacts();
  clearHead();
  clearFrames();
  clearConditionals();
  clearGuards();
  clearDoc();
  clearEntries();
  clearTwins();
  clearKnownFunctions();
  clearPending();
  cursor.p = sourceStart;
  cursor.line = 1;
  cursor.state = State.DECLARATIONS;
  cursor.depth = 0;
  cursor.parens = 0;
  cursor.fn = NONE;
}

/** Ends what the source leaves open on its last line. */
function finish(): void {
  closeFunction(sourceLines);
  endGuards(sourceLines);
  if (frameCount() == 0) {
    const macro = invocationName();
    if (macro >= 0) addInvocation(macro);
  }
  while (frameCount() > 0) {
    const symbol = topFrame().symbol;
    if (symbol != NONE) symbolAt(symbol).endLine = sourceLines;
    popFrame();
  }
}

/**
 * Finds the facts in `bytes` bytes of C the host wrote to sourceRoom(). It reads the text as it stands, without
 * macros expanded or headers included, in one pass. Answers a `Scan`.
 */
export function scanSource(bytes: i32): i32 {
  openSource(bytes);
  begin();
  while (cursor.state != State.DONE) {
    if (cursor.state == State.BODY) scanBody();
    else if (cursor.state == State.DECLARATIONS) scanDeclarations();
    else if (cursor.state == State.INITIALISER) scanInitialiser();
    else scanEnum();
  }
  finish();
  markExported();
  linkFacts();
  return Scan.DONE;
}
