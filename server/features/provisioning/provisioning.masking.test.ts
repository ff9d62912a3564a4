import { describe, expect, test } from 'vitest'
import { masked, maskedText, maskedUrl } from './provisioning.masking.ts'

const url = (asked: string) => maskedUrl(`/scim/v2/Users${asked}`)
const someone = 'ada@secret.example'

describe('SCIM-X5 what the log of requests keeps', () => {
  test.each([
    `?filter=userName eq ${someone}`,
    `?filter=userName eq ada lovelace or title pr`,
    `?filter=userName%20eq%20'${someone}'`,
    `?filter=userName%20eq%20%22${someone}%22%ZZ`,
    `?filter=userName eq "${someone}`,
    `?filter=phoneNumbers.value eq "4915112345678"`,
    '?filter=employeeNumber eq 4915112345678',
    `?email=${someone}&access_token=ada4915112345678`,
    `?attributes=${someone}&sortBy=${someone}`,
    `?ada${someone}`,
    `/${someone}`,
    '/4915112345678',
    `/%ZZ${someone}`,
    `;${someone}?x`,
  ])('an address has nobody in it: %s', (asked) => {
    expect(url(asked)).not.toMatch(/ada|lovelace|secret|49151/)
  })

  test('an address says what was asked', () => {
    const id = '01a20709-b428-779b-95e0-15135c846d61'
    expect(url(`/${id}?attributes=userName,name.givenName&aadOptscim062020`)).toBe(
      `/scim/v2/Users/${id}?attributes=userName,name.givenName&aadOptscim062020`,
    )
    expect(url('?startIndex=1&count=100')).toBe('/scim/v2/Users?startIndex=1&count=100')
    expect(url(`?filter=${encodeURIComponent('emails[type eq "work"].value eq "vera@x.example"')}`)).toBe(
      '/scim/v2/Users?filter=emails[type eq "work"].value eq "v•••"',
    )
    const asked = `id eq "${id}" and (active eq "True" or not (urn:ietf:params:scim:schemas:core:2.0:User:title pr))`
    expect(url(`?filter=${encodeURIComponent(asked).replaceAll('%20', '+')}`)).toBe(`/scim/v2/Users?filter=${asked}`)
    expect(url(`?filter=userName eq ${someone}`)).toBe('/scim/v2/Users?filter=userName eq •••')
    expect(maskedUrl('/scim/v2/Schemas/urn:ietf:params:scim:schemas:core:2.0:User')).toContain('core:2.0:User')
  })

  test('a body has its shape and nobody in it', () => {
    const body = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp', someone],
      filter: `userName eq "${someone}"`,
      attributes: ['userName', someone],
      type: someone,
      op: 'ada',
      version: 'ada',
      bulkId: someone,
      phone: 4915112345678,
      Operations: [
        { op: 'Replace', path: 'emails[type eq "work"].value', value: someone },
        {
          op: 'add',
          path: `emails[value eq ${someone}].type`,
          value: { [`emails[value eq "${someone}"].type`]: 'home' },
        },
        { method: 'POST', path: `/Users/${someone}`, bulkId: 'qwerty', data: { active: 'False', primary: true } },
      ],
    }
    const kept = JSON.stringify(masked(body))
    expect(kept).not.toMatch(/ada|secret|49151/)
    for (const shown of ['PatchOp', 'Replace', 'emails[type eq \\"work\\"].value', 'home', 'qwerty', 'False', 'POST'])
      expect(kept).toContain(shown)
  })

  test('a detail too', () => {
    expect(maskedText(`userName "${someone}" (id x)`)).toBe('userName "a•••" (id x)')
    expect(maskedText('emails has "4915112345678"')).toBe('emails has "4•••"')
  })
})
