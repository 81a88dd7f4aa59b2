import type { Agreement } from '../generated/agreement';
import type { CallerOnWire, GeneratedCall } from '../generated/calls';
import type { PolicyWire } from '../generated/PolicyWire';
import { WIRE_CASES } from './cases';
import { kindOf, WireCall } from './WireCase';

function named(text: string) {
  const [namespace, name] = text.split('/');
  return { namespace, name };
}

/** The host that a client names, as `requestOf` of the simulator does. */
function hostOf(to: string, port: number): string {
  const { name, namespace } = named(to);
  const full = `${name}.${namespace}.svc.cluster.local`;
  return port === 80 ? full : `${full}:${port}`;
}

function callOf(
  callers: readonly CallerOnWire[],
  [from, to, port, { headers = {}, method = 'GET', path = '/' } = {}]: WireCall,
): GeneratedCall {
  const { namespace, name } = named(from);
  const caller = callers.find(
    one => one.namespace === namespace && one.name.startsWith(name),
  );
  if (!caller) {
    throw new Error(`There is no pod or machine ${from} in the mesh.`);
  }
  return {
    from: { namespace, name: caller.name },
    to: named(to),
    port,
    method,
    path,
    headers: { host: hostOf(to, port), ...headers },
    kind: kindOf(from),
  };
}

/**
 * Asks about the cases that are written by hand, one after another.
 *
 * @throws when istiod does not take a case as it is
 */
export async function askCases(
  wire: PolicyWire,
  agreement: Agreement,
  only = '',
): Promise<void> {
  await wire.configure({});
  const callers = await wire.workloads();
  for (const { title, objects, calls } of WIRE_CASES) {
    if (title.includes(only)) {
      const refused = await wire.replace(objects);
      if (refused.length) {
        throw new Error(`istiod refuses of ${title}: ${refused.join('; ')}`);
      }
      await agreement.ask(
        title,
        calls.map(call => callOf(callers, call)),
      );
    }
  }
}
