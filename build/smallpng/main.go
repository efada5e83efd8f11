// Command smallpng writes pictures of the window as small files: with the 256 colours that stand for theirs best.
//
//	go run ./build/smallpng FROM TO    each PNG of the folder FROM into the folder TO
package main

import (
	"cmp"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "smallpng FROM TO: two folders")
		os.Exit(2)
	}
	if err := all(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func all(from, to string) error {
	names, err := filepath.Glob(filepath.Join(from, "*.png"))
	if err != nil {
		return err
	}
	if len(names) == 0 {
		return fmt.Errorf("%s holds no picture", from)
	}
	for _, name := range names {
		if err := one(name, filepath.Join(to, filepath.Base(name))); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func one(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	picture, err := png.Decode(in)
	if err != nil {
		return err
	}
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	return errors.Join(encoder.Encode(out, reduced(picture)), out.Close())
}

// reduced gives a picture with 256 colours at most. A window has few colours in large areas and many at the edges of
// letters, so the colours that are seen most are kept, and each other one becomes the nearest of them.
func reduced(picture image.Image) image.Image {
	bounds := picture.Bounds()
	seen := map[color.RGBA]int{}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			seen[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)]++
		}
	}
	order := slices.SortedFunc(maps.Keys(seen), func(a, b color.RGBA) int {
		return cmp.Or(seen[b]-seen[a], cmp.Compare(number(a), number(b)))
	})
	var colours color.Palette
	for _, c := range order[:min(256, len(order))] {
		colours = append(colours, c)
	}
	small := image.NewPaletted(bounds, colours)
	index := map[color.RGBA]uint8{}
	for c := range seen {
		index[c] = uint8(colours.Index(c))
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			small.SetColorIndex(x, y, index[color.RGBAModel.Convert(picture.At(x, y)).(color.RGBA)])
		}
	}
	return small
}

func number(c color.RGBA) uint32 {
	return uint32(c.R)<<24 | uint32(c.G)<<16 | uint32(c.B)<<8 | uint32(c.A)
}
