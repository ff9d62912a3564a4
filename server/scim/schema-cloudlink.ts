import { attribute, text } from './attribute.ts'
import { type Schema, schema } from './schema.ts'
import { urns } from './urns.ts'

/**
 * Our own extension (SCIM-C17). Licences are read-only always, the admin flag unless the source may grant it:
 * a directory must not make admins of the account unless an admin has said so.
 */
export function cloudlinkSchema(mayGrantAdmin: boolean): Schema {
  return schema(urns.cloudlinkUser, 'CloudLinkUser', 'CloudLink User', [
    text('extension', 'The phone extension.'),
    attribute('accountAdmin', 'boolean', 'Whether the user is an Account Admin.', {
      mutability: mayGrantAdmin ? 'readWrite' : 'readOnly',
      keptByPut: mayGrantAdmin,
    }),
    text('products', 'The products that the user has a licence for.', { multiValued: true, mutability: 'readOnly' }),
  ])
}
