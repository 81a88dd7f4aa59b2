import { ClusterFailure } from '@meshport/backstage-plugin-mesh-common';
import {
  ClusterUnreachableError,
  InvalidAnswerError,
  InvalidConnectionError,
  KubernetesStatusError,
} from '../clusters';
import { resourceName, WatchedKind } from './kinds';

type Failure = Omit<ClusterFailure, 'kind' | 'since'>;

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

/** For a server that ends each watch of a kind as soon as it is open. */
export function breaksFailure(cluster: string, { kind }: WatchedKind): Failure {
  return {
    reason: 'Unreachable',
    message: `cluster '${cluster}' ends the watch of ${kind} again and again`,
  };
}

/** For a server that has no history of a kind from its own last list on. */
export function forgetsFailure(
  cluster: string,
  { kind }: WatchedKind,
): Failure {
  return {
    reason: 'Unreachable',
    message: `cluster '${cluster}' forgets the history of ${kind} before it can be followed (410), so that it is only listed now and then; look at the load of its API server and etcd`,
  };
}

/** For an open watch that no longer tells anything. */
export function silentFailure(cluster: string, { kind }: WatchedKind): Failure {
  return {
    reason: 'Unreachable',
    message: `cluster '${cluster}' keeps the watch of ${kind} open and says nothing`,
  };
}

/** For a kind that RBAC keeps from us. */
export function forbiddenFailure(
  kind: WatchedKind,
  options: {
    /** Set when only one namespace is read. */
    namespace?: string;
    /** It may be listed, but not watched. */
    mayList?: boolean;
  },
): Omit<ClusterFailure, 'since'> {
  const { namespace, mayList } = options;
  const [file, scope] = namespace
    ? ['control-plane.yaml', ` in namespace ${namespace}`]
    : ['read.yaml', ''];
  return {
    kind: kind.kind,
    reason: 'Forbidden',
    message: `Meshport may ${mayList ? 'list but not follow' : 'not read'} ${
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
