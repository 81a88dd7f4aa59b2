import {
  ClusterUnreachableError,
  InvalidKubeconfigError,
  KubernetesStatusError,
} from '../clusters';
import { toBackstageError } from './clusterErrors';
import { ManifestObject } from './objects';

const object: ManifestObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'gw', namespace: 'shop' },
};

const status = (
  code: number,
  reason: string,
  message: string,
  details?: ConstructorParameters<typeof KubernetesStatusError>[3],
) => new KubernetesStatusError(code, reason, message, details);

// The answers are those of a Kubernetes 1.35 API server.
describe('toBackstageError', () => {
  it.each([
    [
      'a conflict of managers',
      status(
        409,
        'Conflict',
        'Apply failed with 1 conflict: conflict with "kubectl-edit" using apps/v1: .spec.replicas',
        {
          causes: [
            {
              reason: 'FieldManagerConflict',
              message: 'conflict with "kubectl-edit" using apps/v1',
              field: '.spec.replicas',
            },
          ],
        },
      ),
      'ConflictError',
      'Deployment shop/gw: .spec.replicas belongs to kubectl-edit; Meshport takes nothing over, so change it there or have that manager give the field up',
    ],
    [
      'another conflict',
      status(409, 'Conflict', 'the object has been modified'),
      'ConflictError',
      'Deployment shop/gw: the object has been modified',
    ],
    [
      'invalid fields',
      status(422, 'Invalid', 'Deployment.apps "gw" is invalid: …', {
        causes: [
          {
            reason: 'FieldValueInvalid',
            message: 'Invalid value: -1: must be greater than or equal to 0',
            field: 'spec.replicas',
          },
          {
            reason: 'FieldValueInvalid',
            message:
              'Invalid value: null: some validation rules were not checked',
            field: '<nil>',
          },
        ],
      }),
      'InputError',
      'Deployment shop/gw: spec.replicas: Invalid value: -1: must be greater than or equal to 0',
    ],
    [
      'a field that the schema does not know',
      status(
        500,
        '',
        'failed to create typed patch object (default/gw; apps/v1, Kind=Deployment): .spec.foo: field not declared in schema',
      ),
      'InputError',
      'Deployment shop/gw: .spec.foo: field not declared in schema',
    ],
    [
      'a webhook that refuses',
      status(
        400,
        'BadRequest',
        'admission webhook "validation.istio.io" denied the request: configuration is invalid: 2 errors occurred:\n\t* duplicate hosts in virtual service: a & a\n\t* weight -4 < 0\n\n',
      ),
      'InputError',
      'Deployment shop/gw: admission webhook "validation.istio.io" denied the request: configuration is invalid: 2 errors occurred: * duplicate hosts in virtual service: a & a * weight -4 < 0',
    ],
    [
      'a webhook that forbids',
      status(
        403,
        'Forbidden',
        'admission webhook "validation.gatekeeper.sh" denied the request: [owner] no',
      ),
      'InputError',
      'Deployment shop/gw: admission webhook "validation.gatekeeper.sh" denied the request: [owner] no',
    ],
    [
      'a quota',
      status(
        403,
        'Forbidden',
        'deployments.apps "gw" is forbidden: exceeded quota: small, requested: count/deployments.apps=1',
      ),
      'InputError',
      'Deployment shop/gw: deployments.apps "gw" is forbidden: exceeded quota: small, requested: count/deployments.apps=1',
    ],
    [
      'no right',
      status(
        403,
        'Forbidden',
        'deployments.apps "gw" is forbidden: User "system:serviceaccount:meshport:meshport" cannot patch resource "deployments" in API group "apps" in the namespace "shop"',
      ),
      'NotAllowedError',
      "cluster: Meshport's account in east may not write Deployment objects in namespace shop; an administrator has to bind the role of docs/rbac/write.yaml there",
    ],
    [
      'no namespace',
      status(404, 'NotFound', 'namespaces "shop" not found', {
        name: 'shop',
        kind: 'namespaces',
      }),
      'InputError',
      'namespace: shop does not exist in cluster east; create it first or choose another',
    ],
    [
      'no such kind',
      status(404, 'NotFound', '404 page not found'),
      'InputError',
      "Deployment shop/gw: cluster east does not know this kind; check that Istio's and the Gateway API's definitions are installed there",
    ],
    [
      'refused credentials',
      status(401, 'Unauthorized', 'Unauthorized'),
      'ServiceUnavailableError',
      "cluster: east does not accept Meshport's credentials; an administrator has to renew them",
    ],
    [
      'too much to do',
      status(429, 'TooManyRequests', 'too many requests'),
      'ServiceUnavailableError',
      'cluster: east could not do it now (429: too many requests); try again',
    ],
    [
      'a webhook that is down',
      status(
        500,
        'InternalError',
        'Internal error occurred: failed calling webhook "x": connection refused',
      ),
      'ServiceUnavailableError',
      'cluster: east could not do it now (500: Internal error occurred: failed calling webhook "x": connection refused); try again',
    ],
    [
      'no answer',
      new ClusterUnreachableError(
        "cluster 'east' does not answer: connection refused",
      ),
      'ServiceUnavailableError',
      "cluster: 'east' does not answer: connection refused; try again when it does",
    ],
    [
      'a broken kubeconfig',
      new InvalidKubeconfigError(
        "kubeconfig.file of cluster 'east' cannot be read (ENOENT); check the path and its rights",
      ),
      'ServiceUnavailableError',
      "cluster: east cannot be reached with its configuration; an administrator has to mend it (kubeconfig.file of cluster 'east' cannot be read (ENOENT); check the path and its rights)",
    ],
  ])('puts %s into words', (_what, error, name, message) => {
    expect(toBackstageError(error, { cluster: 'east', object })).toMatchObject({
      name,
      message,
    });
  });

  it('leaves errors that are none of the cluster’s as they are', () => {
    const error = new TypeError('x is not a function');
    expect(toBackstageError(error, { cluster: 'east' })).toBe(error);
  });
});
