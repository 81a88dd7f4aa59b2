import { ClusterFreshness } from './clusters';
import { VirtualMachineQuery } from './pages';

/** A Service that machines can join. */
export interface MachineServiceChoice {
  namespace: string;
  name: string;
  /** Labels that a machine needs for it. */
  selector: Record<string, string>;
  ports: {
    name?: string;
    number: number;
    /** Where pods listen, where that is a number. */
    targetPort?: number;
    /** As Istio reads it off the name or `appProtocol`; absent where it is guessed. */
    protocol?: string;
  }[];
  /** Running pods that it selects. */
  pods: number;
  /** WorkloadEntries that it selects. */
  machines: number;
}

/** A network of the mesh. */
export interface MachineNetworkChoice {
  name: string;
  /** What is on it, as a sentence. */
  text: string;
  /** Whether pods of the cluster are on it. */
  isOfPods: boolean;
}

/** Answer of `GET /virtual-machines/choices?cluster=NAME&namespace=NAME`. */
export interface MachineChoices {
  cluster: string;
  /** Of the namespace; empty where none is named. */
  services: MachineServiceChoice[];
  networks: MachineNetworkChoice[];
  /** Addresses of gateways through which machines may reach istiod, the likeliest first. */
  istiodAddresses: { address: string; text: string }[];
  /** Names of control planes that may be asked for: revisions and tags. */
  revisions: { name: string; text: string }[];
  /** WorkloadGroups of the namespace: names that are taken. */
  groups: string[];
  /** Service accounts of running pods in the namespace. */
  serviceAccounts: string[];
  clusters: ClusterFreshness[];
}

/** Which machines `GET /virtual-machines` answers with. */
export interface MachineFleetQuery extends VirtualMachineQuery {
  /** Only machines of this cluster. */
  cluster?: string;
}
