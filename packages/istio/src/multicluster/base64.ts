/** Bytes of a text in base64; line breaks in it are passed over, as Go does. */
export function bytesOfBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text.replace(/[\r\n]/g, '')), one =>
    one.charCodeAt(0),
  );
}

/** Base64 of bytes, on one line. */
export function base64OfBytes(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, one => String.fromCharCode(one)).join(''));
}
