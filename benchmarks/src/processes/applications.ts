/** The release that the mesh of the objects runs. */
export const ISTIO_VERSION = '1.29.2';

/** Name of an application; it is its catalog entity's as well. */
export function applicationName(index: number): string {
  return `app-${index}`;
}

/** Five applications share a namespace. */
export function namespaceOf(index: number): string {
  return `team-${Math.floor(index / 5)}`;
}

/** The labels of everything of an application. */
export function labelsOf(app: number) {
  const name = applicationName(app);
  return {
    app: name,
    'app.kubernetes.io/name': name,
    'app.kubernetes.io/part-of': namespaceOf(app),
    'backstage.io/kubernetes-id': name,
    version: 'v1',
  };
}

/** A live object is never without them. */
export function managedFields(manager: string) {
  const fields = [
    'app',
    'app.kubernetes.io/name',
    'app.kubernetes.io/part-of',
    'backstage.io/kubernetes-id',
    'version',
  ];
  return [
    {
      manager,
      operation: 'Update',
      apiVersion: 'v1',
      time: '2026-11-01T08:00:00Z',
      fieldsType: 'FieldsV1',
      fieldsV1: {
        'f:metadata': {
          'f:labels': Object.fromEntries(
            ['.', ...fields.map(field => `f:${field}`)].map(key => [key, {}]),
          ),
        },
      },
    },
  ];
}
