import { describe, expect, it } from 'vitest'
import { plainText } from './plain-text.ts'

describe('plainText', () => {
  it.each([
    ['Black &amp; Decker', 'Black & Decker'],
    ['Men&#39;s 5&quot; Shorts', `Men's 5" Shorts`],
    ['Caf&eacute; au lait&#x2122;', 'Café au lait™'],
    ['Salt &amp;amp; Pepper', 'Salt & Pepper'],
    ['a <b>red</b> kettle', 'a red kettle'],
    ['H<sub>2</sub>O filter', 'H2O filter'],
    ['one<br/>two<BR>three<p class="x">four', 'one two three four'],
    ['&lt;b&gt;Sale&lt;/b&gt; kettle', 'Sale kettle'],
    ['<span style="color:red">New</span> kettle', 'New kettle'],
  ])('shows %j as %j', (text, shown) => expect(plainText(text)).toBe(shown))

  it.each([
    'AT&T phone',
    'R&B',
    'Q&A;',
    'Tom & Jerry',
    'size < 5 cm',
    '<NEW> kettle',
    'a <3 b> c',
    '&amp',
    '&unknown;',
    '&;',
  ])('leaves %j as it is', (text) => expect(plainText(text)).toBe(text))
})
