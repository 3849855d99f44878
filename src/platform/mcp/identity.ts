import type { AuthInfo, McpRequestContext } from '@modelcontextprotocol/server';
import type { Caller } from '../../kernel/context.ts';

/** Who a tool call acts as and in which tenant; over HTTP also which request brought it. */
export interface McpIdentity extends Pick<Caller, 'tenant' | 'actor'> {
  requestId?: string;
  traceId?: string;
}

const KEY = 'keelson.identity';

/** Wraps an identity the HTTP door has established, so that it travels with the request through the SDK. */
export function toAuthInfo(identity: McpIdentity): AuthInfo {
  return {
    token: '',
    clientId: identity.actor.id,
    scopes: [...identity.actor.scopes],
    extra: { [KEY]: identity },
  };
}

/** The identity a request carries, if the HTTP door gave it one. */
export function identityOf(context: McpRequestContext): McpIdentity | undefined {
  return context.authInfo?.extra?.[KEY] as McpIdentity | undefined;
}
