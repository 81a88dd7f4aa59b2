import { useEffect, useState } from 'react';
import { TextField } from '@backstage/ui';
import { joinList, splitList } from './lists';

/** A text in which several values are typed, parted by commas. */
export function ListField(props: {
  label: string;
  description: string;
  placeholder?: string;
  isDisabled?: boolean;
  value: string[] | undefined;
  onChange: (value: string[] | undefined) => void;
}) {
  const { value, onChange, ...field } = props;
  const [text, setText] = useState(joinList(value));
  const given = joinList(value);

  // What is typed stays as it is, unless the value came from elsewhere.
  useEffect(() => {
    setText(before => (joinList(splitList(before)) === given ? before : given));
  }, [given]);

  return (
    <TextField
      {...field}
      value={text}
      onChange={next => {
        setText(next);
        onChange(splitList(next));
      }}
    />
  );
}
