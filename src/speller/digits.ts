/** True for a text that holds a digit or another number of any script. */
export function holdsNumber(text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit >= 48 && unit <= 57) return true
    if (unit > 127) return /\p{N}/u.test(text)
  }
  return false
}
