package snapshots

import (
	"cmp"
	"errors"
	"slices"

	"lockstep/app/lockstep"
)

// ArchiveDamage is something in an archive that is not what was exported.
type ArchiveDamage struct {
	Snapshot string       // as the archive names it: Shop/Live@7; "" for what belongs to none
	Key      lockstep.Key // the zero key where it is more than one item
	Why      string
}

// damagedInArchive begins what is told of an item that was left out since it is damaged.
const damagedInArchive = "Damaged in the archive. "

const notExported = "Its content is not what was exported."

// damages are the items of one snapshot whose contents are damaged.
type damages struct{ why map[lockstep.Key]string }

// allow notes a damage and gives nil; any other error is given back.
func (d *damages) allow(key lockstep.Key, err error) error {
	if !errors.Is(err, lockstep.Corrupt) {
		return err
	}
	d.why[key] = notExported
	return nil
}

// part takes the damaged items out, and gives them as what the state has not.
func (d *damages) part(items []lockstep.Item) (whole []lockstep.Item, lost []lockstep.Omitted) {
	for _, item := range items {
		if why, damaged := d.why[item.Key]; damaged {
			lost = append(lost, lockstep.Omitted{Key: item.Key, Why: damagedInArchive + why})
			continue
		}
		whole = append(whole, item)
	}
	return whole, lost
}

func (d *damages) list() []ArchiveDamage {
	list := []ArchiveDamage{}
	for key, why := range d.why {
		list = append(list, ArchiveDamage{Key: key, Why: why})
	}
	slices.SortFunc(list, func(a, b ArchiveDamage) int { return cmp.Compare(a.Key.String(), b.Key.String()) })
	return list
}
