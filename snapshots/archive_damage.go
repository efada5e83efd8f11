package snapshots

import (
	"cmp"
	"errors"
	"slices"

	"lockstep/app/lockstep"
)

// ArchiveDamage is an item of an archive whose content is not what was exported.
type ArchiveDamage struct {
	Key lockstep.Key
	Why string
}

// damages are the items whose contents are damaged. Without a list of them nothing may be.
type damages struct{ why map[lockstep.Key]string }

// allow notes a damage and gives nil; any other error, and every one without a list, is given back.
func (d *damages) allow(key lockstep.Key, err error) error {
	if d == nil || !errors.Is(err, lockstep.Corrupt) {
		return err
	}
	d.why[key] = "Its content is not what was exported."
	return nil
}

// part takes the damaged items out, and gives them as what the state has not.
func (d *damages) part(items []lockstep.Item) (whole []lockstep.Item, lost []lockstep.Omitted) {
	if d == nil {
		return items, nil
	}
	for _, item := range items {
		if why, damaged := d.why[item.Key]; damaged {
			lost = append(lost, lockstep.Omitted{Key: item.Key, Why: why})
			continue
		}
		whole = append(whole, item)
	}
	return whole, lost
}

func (d *damages) list() []ArchiveDamage {
	list := []ArchiveDamage{}
	for key, why := range d.why {
		list = append(list, ArchiveDamage{key, why})
	}
	slices.SortFunc(list, func(a, b ArchiveDamage) int { return cmp.Compare(a.Key.String(), b.Key.String()) })
	return list
}
