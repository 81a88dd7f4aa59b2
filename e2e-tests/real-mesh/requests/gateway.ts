import { COMPONENT, Situation } from '../situation';

export const NAME = 'partner-asked';
/** Where it is asked for. */
export const { namespace: NAMESPACE } = COMPONENT;
export const LABEL = 'meshport.dev/egress-gateway';
export const SELECTOR = `${LABEL}=${NAME}`;
export const KINDS = [
  'deployments',
  'services',
  'serviceaccounts',
  'serviceentries',
  'virtualservices',
  'destinationrules',
  'gateways.networking.istio.io',
].join(',');
export const DANA = 'user:default/dana';
export const PIET = 'user:default/piet';

/** Every object that a gateway can be made of, in all namespaces. */
export async function present({ kubectl }: Situation): Promise<string[]> {
  const { items } = await kubectl.json(KINDS, '-A');
  return items
    .map(
      ({ kind, metadata }: any) =>
        `${kind} ${metadata.namespace}/${metadata.name} ${metadata.uid}`,
    )
    .sort();
}

/** Its Deployment, if there is one. */
export async function deployment({ kubectl }: Situation): Promise<any> {
  const { items } = await kubectl.json(
    ...['deployments', '-n', NAMESPACE, '-l', SELECTOR],
  );
  return items[0];
}
