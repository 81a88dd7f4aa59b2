import { ReactNode } from 'react';
import { isForbidden } from '../../answers/failures';
import { ErrorState } from '../frame/ErrorState';
import { ForbiddenState } from '../frame/ForbiddenState';
import { LoadingState } from '../frame/LoadingState';
import { OutageNote } from './OutageNote';
import { Read } from './useRead';

/** Something that is read again and again, in whichever of its states it is. */
export function ReadStates<T>(props: {
  read: Pick<Read<T>, 'value' | 'error' | 'reload' | 'reloading'>;
  title: string;
  /** Number of rows of the shape that is shown before the answer. */
  rows: number;
  children: (value: T) => ReactNode;
}) {
  const { read, title, rows, children } = props;
  const { value, error, reload, reloading } = read;
  if (value !== undefined) {
    return (
      <>
        {error && <OutageNote error={error} />}
        {children(value)}
      </>
    );
  }
  if (!error) {
    return <LoadingState title={title} rows={rows} syncing={[]} />;
  }
  return isForbidden(error) ? (
    <ForbiddenState withheld={[]} error={error} />
  ) : (
    <ErrorState
      title={title}
      error={error}
      clusters={[]}
      retry={{ onPress: reload, isPending: reloading }}
    />
  );
}
