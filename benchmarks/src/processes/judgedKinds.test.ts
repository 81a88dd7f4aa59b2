import { judgedKinds } from './judgedKinds';

it('has the peer asked for what the views rest on, and for nothing else', () => {
  const { objectTypes, customResources } = judgedKinds();
  expect(objectTypes.sort()).toEqual(['configmaps', 'pods', 'services']);
  expect(
    customResources
      .map(
        ({ group, apiVersion, plural }) => `${plural}.${apiVersion}.${group}`,
      )
      .sort(),
  ).toEqual([
    'authorizationpolicies.v1.security.istio.io',
    'destinationrules.v1.networking.istio.io',
    'gateways.v1.gateway.networking.k8s.io',
    'httproutes.v1.gateway.networking.k8s.io',
    'mutatingwebhookconfigurations.v1.admissionregistration.k8s.io',
    'peerauthentications.v1.security.istio.io',
    'requestauthentications.v1.security.istio.io',
    'serviceentries.v1.networking.istio.io',
    'sidecars.v1.networking.istio.io',
    'virtualservices.v1.networking.istio.io',
    'workloadentries.v1.networking.istio.io',
    'workloadgroups.v1.networking.istio.io',
  ]);
});
