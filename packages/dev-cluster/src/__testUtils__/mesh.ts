/** A Deployment of istiod. */
export const istiod = (revision: string, version: string) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: `istiod-${revision}`,
    namespace: 'istio-system',
    labels: { app: 'istiod', 'istio.io/rev': revision },
  },
  spec: {
    selector: { matchLabels: { app: 'istiod', 'istio.io/rev': revision } },
    template: {
      metadata: { labels: { app: 'istiod', 'istio.io/rev': revision } },
      spec: {
        containers: [
          { name: 'discovery', image: `docker.io/istio/pilot:${version}` },
        ],
      },
    },
  },
});

/** A Deployment in the namespace `shop`. */
export const workload = (name: string, fields: any = {}) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, namespace: 'shop' },
  spec: {
    replicas: fields.replicas ?? 2,
    selector: { matchLabels: { app: name } },
    template: {
      metadata: {
        labels: { app: name, ...fields.labels },
        annotations: fields.annotations ?? {},
      },
      spec: {
        containers: fields.containers ?? [{ name, image: `${name}:1` }],
      },
    },
  },
});

/** The namespace `shop`. */
export const namespace = (labels: object) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name: 'shop', labels },
});
