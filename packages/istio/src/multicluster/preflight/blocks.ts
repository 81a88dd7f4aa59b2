import { isInBlock, parseIpAddress } from '../../resources';

/** Whether a text is a block such as `10.0.0.0/8`. */
export function isBlock(text: string): boolean {
  const [address, length = ''] = text.split('/');
  return (
    parseIpAddress(address) !== undefined &&
    /^\d+$/.test(length) &&
    isInBlock(address, text)
  );
}

/** Whether two blocks have an address in common. */
export function overlap(one: string, other: string): boolean {
  const length = (block: string) => Number(block.split('/')[1]);
  const [wide, narrow] =
    length(one) <= length(other) ? [one, other] : [other, one];
  return isInBlock(narrow.split('/')[0], wide);
}
