import { SearchField } from '../../parts/search-field.tsx'
import { Section } from '../../parts/section.tsx'
import { EmptyState } from '../../parts/states.tsx'
import { useUsers } from '../../queries/admin.ts'
import { useQueryState } from '../../shell/address.ts'
import { SliceList } from './slice-list.tsx'
import { UserRow } from './user-row.tsx'

/** Everybody who has an account. */
export function UsersTab() {
  const [{ search = '' }, setQuery] = useQueryState()
  const users = useUsers(search.slice(0, 100))
  return (
    <Section
      title="users"
      actions={
        <div className="flex w-full lg:w-auto">
          <SearchField
            label="Search addresses and names"
            value={search}
            onSearch={(text) => setQuery({ search: text })}
          />
        </div>
      }
    >
      <SliceList
        label="Users"
        list={users}
        empty={<EmptyState title="Nobody found">No address and no name has “{search}” in it.</EmptyState>}
      >
        {(user) => <UserRow key={user.user_id} user={user} />}
      </SliceList>
    </Section>
  )
}
