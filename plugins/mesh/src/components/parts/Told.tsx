import { Fragment } from 'react';
import { useWords } from '../../words/useWords';
import { Moment } from './Moment';

const TIME = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence of the backend, with its times as people read them. */
export function Told({ text }: { text: string }) {
  const { clock } = useWords();
  return (
    <>
      {text.split(TIME).map((part, index) => {
        const time = TIME.test(part) ? Date.parse(part) : NaN;
        return (
          <Fragment key={index}>
            {Number.isNaN(time) ? (
              part
            ) : (
              <Moment time={time}>{clock(time)}</Moment>
            )}
          </Fragment>
        );
      })}
    </>
  );
}
