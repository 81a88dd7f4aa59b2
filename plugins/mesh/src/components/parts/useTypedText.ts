import { useEffect, useRef, useState } from 'react';

/** Somebody who types is waited for this long (milliseconds). */
const TYPING_MS = 250;

/**
 * The text of a search field whose place is the page's address. The address
 * follows a pause in typing; what is typed meanwhile stays, and only a change
 * by somebody else (a link, the browser's back) is taken over.
 */
export function useTypedText(
  address: string,
  onChange: (text: string) => void,
): [string, (text: string) => void] {
  const [text, setText] = useState(address);
  /** What the address was last told: when it says that, nobody else changed it. */
  const told = useRef(address);
  useEffect(() => {
    if (address !== told.current) {
      told.current = address;
      setText(address);
    }
  }, [address]);
  useEffect(() => {
    if (text === told.current) {
      return undefined;
    }
    const timer = setTimeout(() => {
      told.current = text;
      onChange(text);
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [text, onChange]);
  return [text, setText];
}
