import { Analyzer } from '../engine/Analyzer';
import { ClusterView } from '../snapshot/ClusterView';
import { Resource } from '../snapshot/Resource';
import { selectorText } from '../snapshot/selectors';
import { firstLabelPath } from './gatewayPorts';

/** What gateways serve, to be asked by selector and port. */
class GatewayServers {
  /** By selector, port and gateway: where each host is bound. */
  readonly #servers = new Map<
    string,
    Map<number, Map<Resource, Map<string, string>>>
  >();
  /** By selector: the others of which a pod is selected as well. */
  readonly #related = new Map<string, string[]>();

  constructor(view: ClusterView) {
    const selectors = new Map<string, any>();
    for (const gateway of view.all('Gateway')) {
      this.#add(gateway, selectors);
    }
    const byPod = new Map<Resource, string[]>();
    for (const [text, selector] of selectors) {
      for (const pod of view.byLabels('Pod').select(selector)) {
        byPod.set(pod, [...(byPod.get(pod) ?? []), text]);
      }
    }
    // Pods with the same selectors tell nothing new.
    for (const texts of new Map(
      [...byPod.values()].map(one => [one.join('\n'), one]),
    ).values()) {
      this.#relate(texts);
    }
  }

  #add(gateway: Resource, selectors: Map<string, any>): void {
    const text = selectorText(gateway.spec.selector);
    selectors.set(text, gateway.spec.selector);
    for (const server of gateway.spec.servers ?? []) {
      const port = server.port?.number ?? 0;
      const ports = this.#servers.get(text) ?? new Map();
      const gateways = ports.get(port) ?? new Map();
      const bind = server.bind ?? '';
      // Of servers with the same port in a gateway the last one counts.
      gateways.set(
        gateway,
        new Map((server.hosts ?? []).map((host: string) => [host, bind])),
      );
      this.#servers.set(text, ports.set(port, gateways));
    }
  }

  #relate(texts: readonly string[]): void {
    for (const text of texts) {
      const others = texts.filter(
        one => one !== text && (one.includes(text) || text.includes(one)),
      );
      const known = this.#related.get(text) ?? [];
      this.#related.set(text, [...new Set([...known, ...others])]);
    }
  }

  /** The selectors that reach pods of a selector, its own among them. */
  selectorsLike(text: string): string[] {
    return [text, ...(this.#related.get(text) ?? [])].filter(one =>
      this.#servers.has(one),
    );
  }

  /** The other gateways that serve a host of a server at the same place. */
  conflicts(gateway: Resource, server: any): string[] {
    const port = server.port?.number ?? 0;
    const bind = server.bind ?? '';
    const found: string[] = [];
    for (const text of this.selectorsLike(
      selectorText(gateway.spec.selector),
    )) {
      for (const [other, hosts] of this.#servers.get(text)!.get(port) ?? []) {
        if (
          other !== gateway &&
          (server.hosts ?? []).some((host: string) => hosts.get(host) === bind)
        ) {
          found.push(other.fullName);
        }
      }
    }
    return found.sort();
  }
}

/** Gateways that claim the same hosts of the same pods. */
export const gatewayConflictsAnalyzer: Analyzer = {
  name: 'gateway.ConflictingGatewayAnalyzer',
  description: 'Looks for Gateways with the same workload, port and host.',
  codes: ['IST0101', 'IST0145'],
  reads: ['Gateway', 'Pod'],
  analyze(view, report) {
    const all = new GatewayServers(view);
    for (const gateway of view.all('Gateway')) {
      const { selector, servers = [] } = gateway.spec;
      const text = selectorText(selector);
      if (text !== '' && all.selectorsLike(text).length === 0) {
        report('IST0101', gateway, {
          args: ['selector', text],
          path: ['spec', 'selector'],
          linePath: firstLabelPath(['spec', 'selector'], selector),
        });
        continue;
      }
      servers.forEach((server: any, i: number) => {
        const others = all.conflicts(gateway, server);
        if (others.length > 0) {
          report('IST0145', gateway, {
            args: [
              others.join(','),
              text,
              String(server.port?.number ?? 0),
              (server.hosts ?? []).join(','),
            ],
            path: ['spec', 'servers', i],
            oncePerObject: true,
          });
        }
      });
    }
  },
};
