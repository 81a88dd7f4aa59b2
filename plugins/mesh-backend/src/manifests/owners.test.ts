import { findGitOwner, isOurs, managersOf } from './owners';

describe('findGitOwner', () => {
  it.each([
    [
      'Argo CD by annotation',
      {
        annotations: {
          'argocd.argoproj.io/tracking-id':
            'shop:networking.istio.io/Gateway:bookinfo/out',
        },
      },
      { tool: 'Argo CD', name: 'application shop' },
    ],
    [
      'Argo CD by its own label',
      { labels: { 'argocd.argoproj.io/instance': 'shop' } },
      { tool: 'Argo CD', name: 'application shop' },
    ],
    [
      'Argo CD by the common label, with its manager',
      {
        labels: { 'app.kubernetes.io/instance': 'shop' },
        managedFields: [{ manager: 'argocd-controller', operation: 'Apply' }],
      },
      { tool: 'Argo CD', name: 'application shop' },
    ],
    [
      'a Flux Kustomization',
      {
        labels: {
          'kustomize.toolkit.fluxcd.io/name': 'apps',
          'kustomize.toolkit.fluxcd.io/namespace': 'flux-system',
        },
      },
      { tool: 'Flux', name: 'Kustomization flux-system/apps' },
    ],
    [
      'a Flux HelmRelease, half its labels',
      { labels: { 'helm.toolkit.fluxcd.io/name': 'podinfo' } },
      { tool: 'Flux', name: 'HelmRelease podinfo' },
    ],
  ])('finds %s', (_what, metadata, owner) => {
    expect(findGitOwner({ metadata })).toEqual(owner);
  });

  it('takes the common label alone for no owner, Helm sets it too', () => {
    expect(
      findGitOwner({
        metadata: {
          labels: { 'app.kubernetes.io/instance': 'shop' },
          managedFields: [{ manager: 'helm', operation: 'Update' }],
        },
      }),
    ).toBeUndefined();
  });

  it('finds nobody where there are no marks', () => {
    expect(findGitOwner({ metadata: {} })).toBeUndefined();
  });
});

describe('managers', () => {
  const metadata = {
    managedFields: [
      { manager: 'kubectl', operation: 'Update' },
      { manager: 'kubectl', operation: 'Apply' },
      { manager: 'kube-controller-manager', subresource: 'status' },
    ],
  };

  it('names those who write the object, not its status', () => {
    expect(managersOf({ metadata })).toEqual(['kubectl']);
  });

  it('knows what was applied by us', () => {
    expect(isOurs({ metadata })).toBe(false);
    expect(
      isOurs({
        metadata: {
          managedFields: [{ manager: 'meshport', operation: 'Apply' }],
        },
      }),
    ).toBe(true);
  });
});
