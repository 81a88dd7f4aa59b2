import { ClusterFailure } from '@meshport/backstage-plugin-mesh-common';
import {
  ClusterUnreachableError,
  InvalidAnswerError,
  InvalidConnectionError,
  KubernetesStatusError,
} from '../clusters';
import { resourceName, WatchedKind } from './kinds';

/** Puts an error of a cluster into words for a person. */
export function describeFailure(
  cluster: string,
  error: unknown,
): Omit<ClusterFailure, 'kind' | 'since'> {
  if (error instanceof InvalidConnectionError) {
    return { reason: 'Invalid', message: error.message };
  }
  if (error instanceof InvalidAnswerError) {
    return {
      reason: 'Invalid',
      message: `cluster '${cluster}' does not answer as an API server does: ${error.message}; check its address, and what stands before it`,
    };
  }
  if (error instanceof ClusterUnreachableError) {
    return { reason: 'Unreachable', message: error.message };
  }
  if (error instanceof KubernetesStatusError) {
    if (error.code === 401) {
      return {
        reason: 'Unauthorized',
        message: `cluster '${cluster}' refuses our credentials; renew the ones configured for it`,
      };
    }
    return {
      reason: 'Unreachable',
      message: `cluster '${cluster}' answers with an error: ${error.message} (${error.code})`,
    };
  }
  return {
    reason: 'Invalid',
    message: `what cluster '${cluster}' answers is not understood`,
  };
}

/** For a kind that RBAC keeps from us. */
export function forbiddenFailure(
  kind: WatchedKind,
  namespace: string | undefined,
): Omit<ClusterFailure, 'since'> {
  const [file, scope] = namespace
    ? ['control-plane.yaml', ` in namespace ${namespace}`]
    : ['read.yaml', ''];
  return {
    kind: kind.kind,
    reason: 'Forbidden',
    message: `Meshport may not read ${
      kind.kind
    }; grant it list and watch on ${resourceName(
      kind,
    )}${scope} (docs/rbac/${file})`,
  };
}

/** For a kind that the cluster does not know. */
export function notServedFailure(
  kind: WatchedKind,
): Omit<ClusterFailure, 'since'> {
  return {
    kind: kind.kind,
    reason: 'NotServed',
    message: `the cluster does not serve ${resourceName(
      kind,
    )} in a version that is understood (${kind.versions.join(', ')}); install ${
      kind.group === 'gateway.networking.k8s.io'
        ? "the Gateway API's CRDs if there are to be waypoints"
        : "Istio's CRDs if there is to be a mesh"
    }`,
  };
}
