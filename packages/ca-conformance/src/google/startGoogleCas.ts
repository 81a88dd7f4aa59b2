import {
  FaultScript,
  Hierarchy,
  IssuedLedger,
  MovableClock,
  startWireServer,
  WireServer,
} from '../core';
import { AccessTokens, Principal } from './AccessTokens';
import { MetadataServer, startMetadataServer } from './metadataServer';
import { PrivateCaApi } from './PrivateCaApi';
import { GooglePool, GoogleTemplate } from './resources';

/** Certificate Authority Service on this machine. */
export interface GoogleCas {
  /** E.g. `http://127.0.0.1:4567`; goes into `gcp.endpoint`. */
  url: string;
  port: number;
  wire: WireServer;
  faults: FaultScript;
  ledger: IssuedLedger;
  tokens: AccessTokens;
  clock: MovableClock;
  /** Where clients get their tokens: set its `env` for the process that calls. */
  metadata: MetadataServer;
  stop(): Promise<void>;
}

/** The service account of the metadata server where none is given. */
export const MESHPORT_ACCOUNT: Principal = {
  name: 'meshport@mesh.iam.gserviceaccount.com',
};

/** A pool over a hierarchy, with an authority `issuing` that issues. */
export function poolOf(
  hierarchy: Hierarchy,
  options: Partial<GooglePool> & { subordinateTo?: string } = {},
): GooglePool {
  const { subordinateTo, ...pool } = options;
  return {
    name: 'projects/mesh/locations/europe-west1/caPools/istio',
    authorities: [
      { id: 'issuing', authority: hierarchy.issuing, subordinateTo },
    ],
    publishCrl: true,
    ...pool,
  };
}

/** Starts the service and a metadata server on loopback. */
export async function startGoogleCas(options: {
  pools: readonly GooglePool[];
  templates?: readonly GoogleTemplate[];
  clock?: MovableClock;
  /** Whom the metadata server gives tokens of. */
  principal?: Principal;
  tokenSeconds?: number;
  /** What a repeated request is answered with. */
  repeats?: 'answer' | 'already-exists';
  port?: number;
  metadataPort?: number;
}): Promise<GoogleCas> {
  const { clock = new MovableClock() } = options;
  const faults = new FaultScript();
  const ledger = new IssuedLedger();
  const tokens = new AccessTokens(clock);
  const wire = await startWireServer(
    new PrivateCaApi({
      clock,
      ledger,
      tokens,
      pools: options.pools,
      templates: options.templates ?? [],
      repeats: options.repeats ?? 'answer',
    }),
    { faults, port: options.port },
  );
  const metadata = await startMetadataServer({
    tokens,
    clock,
    principal: options.principal ?? MESHPORT_ACCOUNT,
    tokenSeconds: options.tokenSeconds,
    port: options.metadataPort,
  });
  return {
    url: wire.url,
    port: wire.port,
    wire,
    faults,
    ledger,
    tokens,
    clock,
    metadata,
    async stop() {
      await Promise.all([wire.stop(), metadata.stop()]);
    },
  };
}
