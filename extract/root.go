package extract

import "golang.org/x/net/html/atom"

// chooseRoot settles which elements hold the main part, and marks them and
// what they stand in. In this order:
//
//  1. main elements and role=main, if they hold a fair part of the text
//  2. the target of the "skip to content" link, and the elements that
//     templates name content, main-content and the like, if they hold most
//  3. a single article that holds most of the text
//
// With none of these the whole body is looked through, and furniture is told
// by its structure alone.
func (s *survey) chooseRoot() {
	free := s.freeText()
	s.free = free
	defer s.weighWeak()
	if s.markRoots(func(i int) bool { return s.stats[i].hint&hintMain != 0 }, free/8) {
		return
	}
	if s.skip != "" && s.markRoots(func(i int) bool { return attr(s.nodes[i], "id") == s.skip }, free/2) {
		return
	}
	if s.markRoots(func(i int) bool { return s.stats[i].hint&hintContent != 0 && isBlock(s.nodes[i].DataAtom) }, free/2) {
		return
	}
	s.markRoots(func(i int) bool { return s.nodes[i].DataAtom == atom.Article }, free*2/3)
}

// weighWeak finds pages most of which is called a sidebar or the like: there
// the name means nothing, and only what is made of links is believed to be one.
func (s *survey) weighWeak() {
	var weak, all int32
	for i := 0; i < len(s.stats); i++ {
		st := &s.stats[i]
		switch {
		case st.isRoot, !s.hasRoot && s.nodes[i].DataAtom == atom.Body:
			all += st.text
		case st.root, !st.hidden && st.hint&(hintBoiler|hintWeak) == 0:
		default:
			if inside := all > 0; inside && !st.hidden && st.hint&hintBoiler == 0 && st.link*10 < st.text*6 {
				weak += st.text
			}
			i += int(st.size) - 1
		}
	}
	s.allWeak = weak*2 > all
}

// freeText counts the text outside of furniture named as such.
func (s *survey) freeText() int32 {
	var sum int32
	for i := 0; i < len(s.stats); i++ {
		st := &s.stats[i]
		if s.nodes[i].DataAtom == atom.Body || s.nodes[i].DataAtom == atom.Frameset {
			sum = st.text
			continue
		}
		if st.hidden || st.hint&hintBoiler != 0 && !st.h1 {
			if !st.hidden {
				sum -= st.text
			}
			i += int(st.size) - 1
		}
	}
	return max(sum, 0)
}

// markRoots makes the outermost elements that pass roots, if one of them
// holds at least so much text. Those with next to none are passed over.
func (s *survey) markRoots(pass func(int) bool, least int32) bool {
	var found []int
	var most int32
	for i := 0; i < len(s.stats); i++ {
		st := &s.stats[i]
		if st.hidden {
			i += int(st.size) - 1
			continue
		}
		if st.text > 0 && s.nodes[i].DataAtom != atom.Body && s.nodes[i].DataAtom != atom.Html && pass(i) {
			found = append(found, i)
			most = max(most, st.text)
			i += int(st.size) - 1
		}
	}
	if len(found) == 0 || most < least {
		return false
	}
	for _, i := range found {
		if s.stats[i].text >= most/10 || s.stats[i].h1 {
			s.stats[i].root, s.stats[i].isRoot = true, true
		}
	}
	s.markHolders()
	return true
}

// markHolders marks the elements that a root lies in.
func (s *survey) markHolders() {
	before := make([]int32, len(s.stats)+1) // roots among the first i elements
	for i := range s.stats {
		before[i+1] = before[i]
		if s.stats[i].isRoot {
			before[i+1]++
		}
	}
	for i := range s.stats {
		if before[i+int(s.stats[i].size)] > before[i] {
			s.stats[i].root = true
		}
	}
	s.hasRoot = true
	for !s.stats[s.rootFrom].isRoot {
		s.rootFrom++
	}
	s.chooseTitle()
}

// chooseTitle finds the page's heading where it stands above the main part
// and the main part has none: the largest element around it that is neither
// furniture nor around the main part is read as if it belonged to it.
func (s *survey) chooseTitle() {
	for i := range s.stats {
		s.rootH1 = s.rootH1 || s.stats[i].isRoot && s.stats[i].h1
	}
	for _, i := range s.h1s {
		if s.rootH1 || s.titleTo > 0 {
			return
		}
		s.titleFrom, s.titleTo = s.titleBox(i)
	}
}

// titleBox returns the range of elements around heading i, an empty one if it
// stands in furniture.
func (s *survey) titleBox(i int) (from, to int) {
	for n := s.nodes[i]; n != nil; n = n.Parent {
		for ; i >= 0 && s.nodes[i] != n; i-- {
		}
		if i < 0 || s.stats[i].root || n.DataAtom == atom.Body || n.DataAtom == atom.Html {
			return from, to
		}
		st := &s.stats[i]
		if st.hint&hintBoiler != 0 || n.DataAtom == atom.Aside || n.DataAtom == atom.Header && st.nav {
			return 0, 0
		}
		from, to = i, i+int(st.size)
	}
	return from, to
}
