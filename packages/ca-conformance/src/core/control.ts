import { checkFaultRule, FaultRule, FaultScript } from './FaultScript';
import { IssuedLedger } from './IssuedLedger';
import { MovableClock } from './MovableClock';
import { startWireServer, WireServer } from './wireServer';

/** What the control port moves. */
export interface Controlled {
  clock: MovableClock;
  /** By the service's name: `aws`, `google`. */
  services: Record<
    string,
    { faults: FaultScript; ledger: IssuedLedger; wire: WireServer }
  >;
}

const json = (status: number, body: unknown) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: `${JSON.stringify(body, null, 2)}\n`,
});

/**
 * A port for tests in other processes: `GET /` lists certificates and calls,
 * `POST /clock {"advanceSeconds"}`, `POST /faults {"service", …}` and
 * `DELETE /faults`.
 */
export async function startControl(
  controlled: Controlled,
  options: { port?: number } = {},
): Promise<WireServer> {
  const serviceOf = (name: unknown) => {
    const service = Object.hasOwn(controlled.services, String(name))
      ? controlled.services[String(name)]
      : undefined;
    if (!service) {
      const known = Object.keys(controlled.services).join(', ');
      throw new Error(`service is none of ${known}.`);
    }
    return service;
  };

  const routes: Record<string, (body: any) => unknown> = {
    'GET /': () => ({
      now: controlled.clock.now().toISOString(),
      services: Object.fromEntries(
        Object.entries(controlled.services).map(([name, service]) => [
          name,
          {
            url: service.wire.url,
            issued: service.ledger.describe(),
            calls: service.wire.calls,
          },
        ]),
      ),
    }),
    'POST /clock': body => {
      if (!Number.isFinite(body.advanceSeconds)) {
        throw new Error('advanceSeconds is no number.');
      }
      controlled.clock.advance(body.advanceSeconds);
      return { now: controlled.clock.now().toISOString() };
    },
    'POST /faults': ({ service, ...rule }) => {
      serviceOf(service).faults.add(checkFaultRule(rule as FaultRule));
      return {};
    },
    'DELETE /faults': () => {
      Object.values(controlled.services).forEach(({ faults }) =>
        faults.clear(),
      );
      return {};
    },
  };

  return startWireServer(
    {
      operationOf: ({ method, url }) => `${method} ${url.pathname}`,
      async answer(request) {
        const route = `${request.method} ${request.url.pathname}`;
        if (!Object.hasOwn(routes, route)) {
          return json(404, { error: `There is no ${route}.` });
        }
        try {
          const text = request.body.toString();
          return json(200, routes[route](text ? JSON.parse(text) : {}));
        } catch (error) {
          return json(400, { error: (error as Error).message });
        }
      },
      throttled: () => json(429, {}),
      failed: status => json(status, {}),
    },
    options,
  );
}
