import { z } from 'zod'
import { eventPage } from '../events.ts'
import { facetsSchema, listUsersQuery, userFilterSchema } from '../filter.ts'
import { instant, pageQuery } from '../page.ts'
import { exportUsersQuery } from '../user-export.ts'
import { createUserBody, deleteUserBody, updateUserBody, userPage, userSchema } from '../users.ts'
import { defineRoutes } from './route.ts'

const tag = 'Users'
const users = '/api/accounts/:accountId/users'
const one = `${users}/:userId`

export const historyQuery = z.strictObject({
  ...pageQuery,
  at: instant.optional(),
  name: z.string().max(1000).optional(),
})
export const historySchema = eventPage.extend({ asOf: userSchema.partial().nullable().optional() })

export const userRoutes = defineRoutes({
  listUsers: {
    method: 'GET',
    path: users,
    auth: 'session',
    tag,
    summary: 'Users of the account: search, filter, sort',
    query: listUsersQuery,
    answers: { 200: userPage },
  },
  exportUsersCsv: {
    method: 'GET',
    path: `${users}.csv`,
    auth: 'session',
    tag,
    summary: 'The list as CSV, which can be imported again; recorded as an event',
    query: exportUsersQuery,
    answers: { 200: null },
    raw: true,
  },
  exportUsersXlsx: {
    method: 'GET',
    path: `${users}.xlsx`,
    auth: 'session',
    tag,
    summary: 'The same as a spreadsheet',
    query: exportUsersQuery,
    answers: { 200: null },
    raw: true,
  },
  getFacets: {
    method: 'GET',
    path: `${users}/facets`,
    auth: 'session',
    tag,
    summary: 'How many users match each filter value',
    query: userFilterSchema,
    answers: { 200: facetsSchema },
  },
  createUser: {
    method: 'POST',
    path: users,
    auth: 'session',
    tag,
    summary: 'Add a user; one welcome email is sent',
    body: createUserBody,
    answers: { 201: userSchema },
    etag: true,
  },
  getUser: {
    method: 'GET',
    path: one,
    auth: 'session',
    tag,
    summary: 'One user',
    answers: { 200: userSchema },
    etag: true,
  },
  updateUser: {
    method: 'PATCH',
    path: one,
    auth: 'session',
    tag,
    summary: 'Change a user, all or nothing',
    body: updateUserBody,
    answers: { 200: userSchema },
    etag: true,
    ifMatch: true,
  },
  deleteUser: {
    method: 'DELETE',
    path: one,
    auth: 'session',
    tag,
    summary: 'Delete a user; the word delete is needed',
    body: deleteUserBody,
    answers: { 204: null },
    ifMatch: true,
  },
  getHistory: {
    method: 'GET',
    path: `${one}/history`,
    auth: 'session',
    tag,
    summary: 'Every event of a user, and the user as of a moment',
    query: historyQuery,
    answers: { 200: historySchema },
  },
})
