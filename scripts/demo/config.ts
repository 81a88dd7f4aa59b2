import { networkInterfaces, hostname } from 'node:os';
import { ClusterEntry } from './kubeconfigClusters';
import { DemoOptions, isLoopback } from './options';

/** Addresses that mean "every interface of this machine". */
const EVERYWHERE = ['0.0.0.0', '::'];

/** Where the portal is opened, without a slash at the end. */
export function baseUrlOf({ host, port }: DemoOptions): string {
  const name = EVERYWHERE.includes(host) ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

/** What the options add to app-config.demo.yaml. */
export function demoConfig(
  options: DemoOptions,
  clusters: ClusterEntry[],
  certificateAuthorities: object[] = [],
) {
  const baseUrl = baseUrlOf(options);
  const remote = !isLoopback(options.host);
  return {
    app: { baseUrl },
    backend: {
      baseUrl,
      listen: { host: options.host, port: options.port },
      cors: { origin: baseUrl },
    },
    auth: {
      providers: {
        demo: {
          allowRemote: remote,
          hosts: ['localhost', '127.0.0.1', '[::1]'].concat(
            remote ? ownNames(options.host) : [],
          ),
        },
      },
    },
    demo: { headless: options.headless },
    mesh: { clusters, certificateAuthorities },
  };
}

function ownNames(host: string): string[] {
  if (!EVERYWHERE.includes(host)) {
    return [host.includes(':') ? `[${host}]` : host.toLocaleLowerCase('en-US')];
  }
  const addresses = Object.values(networkInterfaces()).flatMap(
    addressList => addressList ?? [],
  );
  return [
    hostname().toLocaleLowerCase('en-US'),
    ...addresses
      .filter(({ internal }) => !internal)
      .map(({ address, family }) =>
        family === 'IPv6' ? `[${address}]` : address,
      ),
  ];
}
