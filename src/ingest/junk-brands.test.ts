import { describe, expect, it } from 'vitest'
import { normalise } from '../speller/normalise.ts'
import { isJunkText, isJunkBrand, sellersBrand, withoutLabel } from './junk-brands.ts'

describe('isJunkBrand', () => {
  it.each([
    ...[
      'N/A',
      'n.a.',
      'NA',
      '-',
      '--',
      '',
      '?',
      '0',
      '1234',
      'None',
      'NULL',
      'Unbranded',
      'UN-BRANDED',
      'Generic',
      'No Brand',
    ],
    ...['Does not apply', 'does_not_apply', 'Unknown', 'Ohne Marke', 'sans marque', 'Sin Marca', 'Markasız', 'Various'],
    ...[
      'Visit our store',
      'Visit the ACME Outlet Store',
      'Please see my other listings',
      'Shop our website!',
      'click here >>>',
    ],
    ...[
      'FREE SHIPPING',
      'Best Price!!!',
      'www.cheap-stuff.example',
      'https://spam.example/x',
      'aaaa',
      'XXXXXX',
      '# # # #',
      'a a a a',
    ],
    ...['Brand Name', 'Unbranded/Generic', 'NONE SPECIFIED', 'Default Vendor', 'My Store', 'Amazon Renewed'],
    ...['Mixed brands', 'keine', 'asdf', 'Generic / Unbranded / Other'],
    ...['★★BEST DEAL★★ FREE SHIPPING', 'Acme - free returns', 'Kostenloser Versand', 'Envío gratis', 'Up to 50% off'],
  ])('knows %j', (brand) => {
    expect(isJunkBrand(normalise(brand))).toBe(true)
  })

  it.each([
    ...[
      'No Name',
      'Generic Surplus',
      'Nike',
      'AAA',
      '3M',
      'Other Stories',
      'Various Projects',
      'Test Equity',
      'Visit Sweden',
    ],
    ...[
      'Store Brand Co',
      'Shop-Vac',
      'Free People',
      'Best Choice Products',
      'Top Gear',
      '資生堂',
      'Brandt',
      'Nana',
      'Unknown Pleasures',
    ],
    ...['The Body Shop', 'Apple Store', 'Stanley by Black', 'Generic Value Products', 'Na Na', 'Sale e Pepe'],
    ...['Mystore', 'Container Store', 'Generic Generic Surplus', 'Best Dealer', 'Gratis', 'Off-White', '5 Off 5th'],
  ])('leaves %j', (brand) => {
    expect(isJunkBrand(normalise(brand))).toBe(false)
  })
})

describe('isJunkText', () => {
  it.each([
    ['info@shop.com', true],
    [' sales@my-shop.co.uk ', true],
    ['***SALE***', true],
    ['** new **', true],
    ['Sale', false],
    ['New!', false],
    ['*NSYNC', false],
    ['Booking.com', false],
    ['P@ssion', false],
    ['b@by G.', false],
  ])('of %j is %s', (text, expected) => {
    expect(isJunkText(text)).toBe(expected)
  })
})

describe('withoutLabel', () => {
  it.each([
    ['Brand: Nike', 'Nike'],
    ['MARKE:Bosch', 'Bosch'],
    ['Brand:', 'Brand:'],
    ['Brand New', 'Brand New'],
    ['Off-Brand: Nike', 'Off-Brand: Nike'],
  ])('makes %j %j', (text, expected) => {
    expect(withoutLabel(text)).toBe(expected)
  })
})

describe('sellersBrand', () => {
  it.each([
    ['by nike', 'nike'],
    ['nike store', 'nike'],
    ['the nike official store', 'nike'],
    ['stanley by black', undefined],
    ['the body shop', undefined],
    ['store', undefined],
    ['by', undefined],
  ])('of %j is %j', (form, expected) => {
    expect(sellersBrand(form)).toBe(expected)
  })
})
