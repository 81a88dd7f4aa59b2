import { readerAccess } from './readerAccess';

describe('readerAccess', () => {
  it('makes the account and binds the role to it', () => {
    const [account, role, binding] = readerAccess({
      namespace: 'mesh',
      chartVersion: '1.31.1',
    });
    expect(account).toEqual({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: {
        name: 'istio-reader-service-account',
        namespace: 'mesh',
        labels: expect.objectContaining({ 'helm.sh/chart': 'base-1.31.1' }),
      },
    });
    expect(role.metadata.name).toBe('istio-reader-clusterrole-mesh');
    expect(binding.roleRef).toEqual({
      apiGroup: 'rbac.authorization.k8s.io',
      kind: 'ClusterRole',
      name: 'istio-reader-clusterrole-mesh',
    });
    expect(binding.subjects).toEqual([
      {
        kind: 'ServiceAccount',
        name: 'istio-reader-service-account',
        namespace: 'mesh',
      },
    ]);
  });

  it('names the roles of a revision by it', () => {
    const names = readerAccess({ namespace: 'mesh', revision: 'canary' }).map(
      ({ metadata }) => metadata.name,
    );
    expect(names).toEqual([
      'istio-reader-service-account',
      'istio-reader-clusterrole-canary-mesh',
      'istio-reader-clusterrole-canary-mesh',
    ]);
  });

  it('writes nothing in a cluster but reviews and exported services', () => {
    const [, { rules }] = readerAccess({ namespace: 'mesh' });
    const writes = (rules as any[])
      .filter(({ verbs }) =>
        verbs.some((verb: string) => !/^(get|list|watch)$/.test(verb)),
      )
      .map(({ resources, verbs }) => [resources, verbs]);
    expect(writes).toEqual([
      [['serviceexports'], ['get', 'list', 'watch', 'create', 'delete']],
      [['tokenreviews'], ['create']],
      [['subjectaccessreviews'], ['create']],
    ]);
  });
});
