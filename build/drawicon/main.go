// Command drawicon draws the program's icon: two stairs that rise in step, as the window shows them. Run it in
// the root after changing it:
//
//	go run ./build/drawicon
package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"math"
	"os"
)

func main() {
	if err := errors.Join(writePNG("build/appicon.png", 512), writeICO("build/windows/icon.ico", 16, 32, 48, 64, 128, 256)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// stairs are the two lines of the mark, in a square of 26 from -5 to 21.
func stairs() [2][6][2]float64 {
	return [2][6][2]float64{
		{{1.5, 9.2}, {5.5, 9.2}, {5.5, 6.2}, {9.5, 6.2}, {9.5, 3.2}, {14.5, 3.2}},
		{{1.5, 13.8}, {6.1, 13.8}, {6.1, 10.8}, {10.1, 10.8}, {10.1, 7.8}, {14.5, 7.8}},
	}
}

// at is the colour of a point of the unit square; ok is false outside the icon.
func at(x, y float64) (c color.NRGBA, ok bool) {
	ink, paper := color.NRGBA{0x19, 0x1a, 0x1d, 0xff}, color.NRGBA{0xf4, 0xf4, 0xf1, 0xff}
	if !insideSquare(x, y, 0.03, 0.25) {
		return c, false
	}
	px, py := x*26-5, y*26-5
	for _, line := range stairs() {
		for i := 1; i < len(line); i++ {
			if distance(px, py, line[i-1], line[i]) <= 0.85 {
				return paper, true
			}
		}
	}
	return ink, true
}

func insideSquare(x, y, margin, radius float64) bool {
	lo, hi := margin+radius, 1-margin-radius
	dx, dy := math.Max(math.Max(lo-x, x-hi), 0), math.Max(math.Max(lo-y, y-hi), 0)
	return math.Hypot(dx, dy) <= radius
}

// distance is that of a point from a line between two points.
func distance(x, y float64, a, b [2]float64) float64 {
	dx, dy := b[0]-a[0], b[1]-a[1]
	along := ((x-a[0])*dx + (y-a[1])*dy) / (dx*dx + dy*dy)
	along = math.Max(0, math.Min(1, along))
	return math.Hypot(x-a[0]-along*dx, y-a[1]-along*dy)
}

// draw averages 8 by 8 points a pixel.
func draw(size int) image.Image {
	const fine = 8
	img := image.NewNRGBA(image.Rect(0, 0, size, size))
	for py := range size {
		for px := range size {
			var r, g, b, n int
			for i := range fine * fine {
				x := (float64(px) + (float64(i%fine)+0.5)/fine) / float64(size)
				y := (float64(py) + (float64(i/fine)+0.5)/fine) / float64(size)
				if c, ok := at(x, y); ok {
					r, g, b, n = r+int(c.R), g+int(c.G), b+int(c.B), n+1
				}
			}
			if n > 0 {
				img.SetNRGBA(px, py, color.NRGBA{uint8(r / n), uint8(g / n), uint8(b / n), uint8(n * 255 / (fine * fine))})
			}
		}
	}
	return img
}

func encode(size int) ([]byte, error) {
	var b bytes.Buffer
	err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, draw(size))
	return b.Bytes(), err
}

func writePNG(name string, size int) error {
	b, err := encode(size)
	if err != nil {
		return err
	}
	return os.WriteFile(name, b, 0o644)
}

// writeICO writes an icon file whose pictures are PNGs.
func writeICO(name string, sizes ...int) error {
	var head, body bytes.Buffer
	_ = binary.Write(&head, binary.LittleEndian, []uint16{0, 1, uint16(len(sizes))})
	offset := 6 + 16*len(sizes)
	for _, size := range sizes {
		b, err := encode(size)
		if err != nil {
			return err
		}
		head.Write([]byte{byte(size), byte(size), 0, 0}) // 256 is written as 0
		_ = binary.Write(&head, binary.LittleEndian, []uint16{1, 32})
		_ = binary.Write(&head, binary.LittleEndian, []uint32{uint32(len(b)), uint32(offset)})
		offset += len(b)
		body.Write(b)
	}
	return os.WriteFile(name, append(head.Bytes(), body.Bytes()...), 0o644)
}
