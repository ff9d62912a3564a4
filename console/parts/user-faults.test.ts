import { describe, expect, test } from 'vitest'
import { faultOf, faultsOf, noUserTexts } from './user-faults.ts'

describe('what the form says before it asks the server', () => {
  test('R1 no name at all is said at the name; any one of the three will do', () => {
    expect(faultsOf({ ...noUserTexts, email: 'a@b.example', name: '  ' })).toEqual({ name: 'name_required' })
    expect(faultsOf({ ...noUserTexts, email: 'a@b.example', lastName: 'Berg' })).toEqual({})
  })

  test('R2 an email is required and valid', () => {
    expect(faultOf('email', '')).toBe('required')
    expect(faultOf('email', 'zoe@')).toBe('email_invalid')
    expect(faultOf('email', ' Zoë@harbour.example ')).toBeNull()
  })

  test('SEC-36 a look-alike address is refused', () => {
    expect(faultOf('email', 'ad\u0131s@harbour.example')).toBe('email_invalid')
  })

  test('mobile and extension may be empty, not wrong', () => {
    expect(faultsOf({ ...noUserTexts, name: 'Z', email: 'a@b.example', mobile: 'call me', extension: 'x y' })).toEqual({
      mobile: 'phone_invalid',
      extension: 'extension_invalid',
    })
  })

  test('a field that is not written is not judged: an entry of a PBX has no email', () => {
    expect(faultsOf({ ...noUserTexts, name: 'Z' }, ['name', 'mobile'])).toEqual({})
    expect(faultsOf(noUserTexts, ['mobile'])).toEqual({})
  })
})
