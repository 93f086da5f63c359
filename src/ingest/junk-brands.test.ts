import { describe, expect, it } from 'vitest'
import { normalise } from '../speller/normalise.ts'
import { isJunkBrand } from './junk-brands.ts'

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
  ])('leaves %j', (brand) => {
    expect(isJunkBrand(normalise(brand))).toBe(false)
  })
})
