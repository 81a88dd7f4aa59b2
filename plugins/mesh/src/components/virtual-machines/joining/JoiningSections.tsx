import { MeshRequestDetail } from '@meshport/backstage-plugin-mesh-common';
import { AfterSection } from './AfterSection';
import { AlarmSection } from './AlarmSection';
import { EnrolmentSection } from './EnrolmentSection';
import { ProgressSection } from './ProgressSection';
import { ShiftSection } from './ShiftSection';
import { useCodes, useProgress } from './useJoining';

/** Statuses in which nothing was ever let in. */
const NEVER_MADE = ['requested', 'rejected', 'cancelled', 'expired'];

/** Statuses in which machines may still join. */
const OPEN = ['approved', 'provisioning', 'ready', 'failed'];

/** Of a request for virtual machines: how they get in, how far they are, and how they leave. */
export function JoiningSections({ request }: { request: MeshRequestDetail }) {
  return NEVER_MADE.includes(request.status) ? null : (
    <Sections request={request} />
  );
}

function Sections({ request }: { request: MeshRequestDetail }) {
  const codes = useCodes(request.id);
  const progress = useProgress(request.id);
  const isOpen = OPEN.includes(request.status);
  const enrolment = isOpen && (
    <EnrolmentSection
      key="enrolment"
      request={request}
      codes={codes}
      progress={progress.value}
    />
  );
  const standing = (
    <ProgressSection key="progress" progress={progress} isOpen={isOpen} />
  );
  return (
    <>
      <AlarmSection progress={progress.value} />
      {/* Once machines are in, how they are is the answer; before, how they get in. */}
      {request.status === 'ready'
        ? [standing, enrolment]
        : [enrolment, standing]}
      {progress.value?.shift && isOpen && (
        <ShiftSection shift={progress.value.shift} />
      )}
      {progress.value && (
        <AfterSection progress={progress.value} isOpen={isOpen} />
      )}
    </>
  );
}
