import { Text } from '@backstage/ui';
import { useWords } from '../../words/useWords';
import { Moment } from '../parts/Moment';
import { StatusIcon } from '../parts/StatusIcon';
import { endMark } from './certificateStanding';
import layout from '../remote-clusters/remote.module.css';

/** When something ends, with a mark. */
export function EndText({ ends }: { ends?: string }) {
  const { t, now } = useWords();
  const words = useEndWords();
  return (
    <div className={layout.line}>
      <StatusIcon status={endMark(ends, now)} />
      <Text as="p" variant="body-small">
        {ends ? (
          <Moment time={Date.parse(ends)}>{words(ends)}</Moment>
        ) : (
          t('certificates.ends.unknown')
        )}
      </Text>
    </div>
  );
}

/** An end in words, e.g. `Ends 21 Jan 2027, in 62 days`. */
export function useEndWords(): (ends: string) => string {
  const { t, now, day, lasting } = useWords();
  return ends => {
    const time = Date.parse(ends);
    if (time <= now) {
      return t('certificates.ends.ended', { day: day(time) });
    }
    const duration = lasting(2 * now - time);
    return `${t('certificates.ends.at', { day: day(time) })}, ${t(
      'certificates.ends.in',
      { duration },
    )}`;
  };
}
