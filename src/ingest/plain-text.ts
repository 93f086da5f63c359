import { decodeHTMLStrict } from 'entities'

/** Tags that stand inside a word as well as around it, and that no browser shows as a space. */
const inline = /<\/?(?:a|abbr|b|bdi|big|em|font|i|ins|mark|s|small|span|strong|sub|sup|u|wbr)(?:\s[^<>]*)?\/?>/giu
/** Tags that begin another line. */
const block = /<\/?(?:br|center|dd|div|dl|dt|h[1-6]|hr|li|ol|p|table|tbody|td|th|tr|ul)(?:\s[^<>]*)?\/?>/giu
const reference = /&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z][a-z\d]{1,31});/iu

/**
 * Text of a feed as a browser shows it: character references read, also those that were escaped twice, and tags of HTML left out. Angle
 * brackets around anything else stay, and so does an ampersand that begins no reference.
 */
export function plainText(text: string): string {
  if (!text.includes('&') && !text.includes('<')) return text
  let plain = text
  for (let escapes = 0; escapes < 2 && reference.test(plain); escapes++) plain = decodeHTMLStrict(plain)
  return plain.includes('<') ? plain.replace(inline, '').replace(block, ' ') : plain
}
