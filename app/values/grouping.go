package values

func (d *detective) group() error { return nil }
