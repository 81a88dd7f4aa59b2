import { BackstageCredentials } from '@backstage/backend-plugin-api';
import {
  EnrolmentCode,
  meshRequestCreatePermission,
  MeshRequestDetail,
  MeshNamespacePermission,
  meshVirtualMachineRequestPermission,
  meshVirtualMachineRetirePermission,
} from '@meshport/backstage-plugin-mesh-common';
import { CUT_OFF_KIND } from '../cutOff/VmCutOffKind';
import { CutOffRequest } from '../cutOff/cutOffView';
import { MeshAuthorizer } from '../../permissions';
import { RequestReader } from '../../requests/RequestReader';
import { RequestRights } from '../../requests/access/RequestAuthorizer';
import { resourceOf } from '../../requests/requestViews';
import { RequestRow, RequestStore } from '../../requests/store';
import { AlarmStore, StoredAlarm } from '../retire/AlarmStore';
import { SHIFT_KIND } from '../shift/VmTrafficShiftKind';
import { VmParameters } from '../vmParameters';
import { GroupStore } from './GroupStore';
import { Handout } from './Handout';
import { HandoutStore } from './HandoutStore';
import { MachineStore, SeenMachine } from './MachineStore';
import { PlaneLook, PlaneNow } from './PlaneLook';

/** Everything about a request's machines that is not in the inventory. */
export interface ProgressFacts {
  request: MeshRequestDetail;
  parameters: VmParameters;
  codes: EnrolmentCode[];
  /** Of this request, newest first. */
  handouts: Handout[];
  /** Of every request of the group, newest first. */
  groupHandouts: Handout[];
  seen: SeenMachine[];
  alarms: StoredAlarm[];
  plane: PlaneNow;
  cutOff: CutOffRequest | undefined;
  /** A request for a step that is under way. */
  shiftRequestId: string | undefined;
  /** Why not in the whole mesh. */
  mayNotCutOff: string | undefined;
  /** Why not in the namespace of the machines either. */
  mayNotCutOffHere: string | undefined;
  mayNotShift: string | undefined;
}

/** Reads them of the database, of the permissions and, at most twice a minute, of the cluster. */
export class ProgressSources {
  constructor(
    private readonly of: {
      reader: RequestReader;
      requests: Pick<RequestStore, 'list'>;
      authorizer: MeshAuthorizer;
      codes: { list(requestId: string): Promise<EnrolmentCode[]> };
      groups: GroupStore;
      handouts: HandoutStore;
      machines: MachineStore;
      alarms: AlarmStore;
      planes: PlaneLook;
    },
  ) {}

  async read(
    request: MeshRequestDetail,
    parameters: VmParameters,
    options: { policyTarget: { cluster: string; namespace: string } },
    credentials: BackstageCredentials,
  ): Promise<ProgressFacts> {
    const { id } = request;
    const { cluster, machines } = parameters;
    const { namespace, name: group } = machines;
    const { of } = this;
    const subject = `${cluster}/${namespace}/${group}`;
    const rights = await of.reader.rightsOf(credentials);
    const own = { cluster, namespace };
    const [codes, handouts, groups, seen, alarms, plane, cutOff, shift] =
      await Promise.all([
        of.codes.list(id),
        of.handouts.list(id),
        of.groups.at({ cluster, namespace, group }),
        of.machines.list(id),
        of.alarms.list(id),
        of.planes.look(cluster, namespace, machines.revision),
        this.#living(CUT_OFF_KIND, subject, rights),
        this.#living(SHIFT_KIND, subject, rights),
      ]);
    const others = await Promise.all(
      groups
        .filter(one => one.requestId !== id)
        .map(one => of.handouts.list(one.requestId)),
    );
    return {
      request,
      parameters,
      codes,
      handouts,
      groupHandouts: [...handouts, ...others.flat()].sort(
        (a, b) => b.at - a.at,
      ),
      seen,
      alarms,
      plane,
      cutOff: cutOff && { requestId: cutOff.id, status: cutOff.status },
      shiftRequestId: shift && shift.status !== 'ready' ? shift.id : undefined,
      mayNotCutOff: await this.#whyNot(
        CUT_OFF_KIND,
        [own, options.policyTarget],
        meshVirtualMachineRetirePermission,
        rights,
        credentials,
      ),
      mayNotCutOffHere: await this.#whyNot(
        CUT_OFF_KIND,
        [own],
        meshVirtualMachineRetirePermission,
        rights,
        credentials,
      ),
      mayNotShift: await this.#whyNot(
        SHIFT_KIND,
        [own],
        meshVirtualMachineRequestPermission,
        rights,
        credentials,
      ),
    };
  }

  /** The latest request of a kind about the group that has not ended, if the caller may read it. */
  async #living(
    kind: string,
    subject: string,
    { read }: RequestRights,
  ): Promise<RequestRow | undefined> {
    const { items } = await this.of.requests.list({
      where: {
        all: [
          { field: 'kind', in: [kind] },
          { field: 'subject', in: [subject] },
          {
            field: 'status',
            in: ['requested', 'approved', 'provisioning', 'ready'],
          },
        ],
      },
      limit: 1,
      offset: 0,
    });
    return items.find(row => read.allows(resourceOf(row)));
  }

  async #whyNot(
    kind: string,
    places: { cluster: string; namespace: string }[],
    permission: MeshNamespacePermission,
    { create }: RequestRights,
    credentials: BackstageCredentials,
  ): Promise<string | undefined> {
    const { authorizer } = this.of;
    const resources = places.map(({ cluster, namespace }) =>
      authorizer.namespaceResource(cluster, namespace),
    );
    const targets = resources.map(({ cluster, name, owners }) => ({
      cluster,
      namespace: name,
      owners,
    }));
    const { principal } = credentials as {
      principal: { userEntityRef?: string };
    };
    if (
      !create.allows({
        kind,
        targets,
        requester: principal.userEntityRef ?? '',
      })
    ) {
      return `You may not ask for this there; ask an administrator for ${meshRequestCreatePermission.name}.`;
    }
    const may = await authorizer.namespaceFilter(credentials, permission);
    const denied = resources.filter(one => !may(one));
    return denied.length
      ? `You may not do this in ${denied
          .map(({ name }) => name)
          .join(', ')}; ask its owner, or an administrator for ${
          permission.name
        }.`
      : undefined;
  }
}
