import type { KubeObject } from '../objects';

/** The status a kind is created with. */
export function initialStatus(object: KubeObject): unknown {
  switch (object.kind) {
    case 'Namespace':
      return { phase: 'Active' };
    case 'Service':
      return { loadBalancer: {} };
    case 'Pod':
      return { phase: 'Pending', qosClass: 'BestEffort' };
    case 'Deployment':
    case 'Job':
      return {};
    case 'ReplicaSet':
      return { replicas: 0 };
    case 'StatefulSet':
      return { replicas: 0, availableReplicas: 0 };
    case 'DaemonSet':
      return {
        currentNumberScheduled: 0,
        desiredNumberScheduled: 0,
        numberMisscheduled: 0,
        numberReady: 0,
      };
    case 'PodDisruptionBudget':
      return {
        currentHealthy: 0,
        desiredHealthy: 0,
        disruptionsAllowed: 0,
        expectedPods: 0,
      };
    case 'HorizontalPodAutoscaler':
      return { currentMetrics: null, desiredReplicas: 0 };
    default:
      return undefined;
  }
}
