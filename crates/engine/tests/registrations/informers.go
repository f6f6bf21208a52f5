// Package registrations hands objects to a library which calls their functions in turn, one goroutine for each registration.
package registrations

import "k8s.io/client-go/tools/cache"

func LiteralOk(pods cache.SharedIndexInformer) {
	known := map[string]int{}
	pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { known["pod"]++ },
		UpdateFunc: func(any, any) { known["pod"]++ },
		DeleteFunc: func(any) { delete(known, "pod") },
	})
}

func TwoHandlersBad(pods, nodes cache.SharedIndexInformer) {
	known := map[string]int{}
	pods.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { known["pod"]++ }, // want
	})
	nodes.AddEventHandler(cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { known["node"]++ },
	})
}

func OneHandlerTwiceBad(pods, nodes cache.SharedIndexInformer) {
	known := map[string]int{}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc:    func(any) { known["any"]++ }, // want
		DeleteFunc: func(any) { delete(known, "any") },
	}
	pods.AddEventHandler(handler)
	nodes.AddEventHandler(handler)
}

func VariableOk(pods cache.SharedIndexInformer) {
	known := map[string]int{}
	handler := cache.ResourceEventHandlerFuncs{
		AddFunc: func(any) { known["pod"]++ },
	}
	handler.DeleteFunc = func(any) { delete(known, "pod") }
	pods.AddEventHandler(handler)
}

func EachOfManyBad(informers []cache.SharedIndexInformer) {
	known := map[string]int{}
	for _, informer := range informers {
		informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { known["any"]++ }, // want
			DeleteFunc: func(any) { delete(known, "any") },
		})
	}
}

func EachItsOwnOk(informers []cache.SharedIndexInformer) {
	for _, informer := range informers {
		known := map[string]int{}
		informer.AddEventHandler(cache.ResourceEventHandlerFuncs{
			AddFunc:    func(any) { known["any"]++ },
			DeleteFunc: func(any) { delete(known, "any") },
		})
	}
}

func FilteredOk(pods cache.SharedIndexInformer) {
	known := map[string]int{}
	pods.AddEventHandler(cache.FilteringResourceEventHandler{
		FilterFunc: func(any) bool { known["asked"]++; return true },
		Handler: cache.ResourceEventHandlerFuncs{
			AddFunc: func(any) { known["pod"]++ },
		},
	})
}

type keeperBad struct {
	known map[string]int
}

func (k *keeperBad) add(any)    { k.known["any"]++ }       // want
func (k *keeperBad) remove(any) { delete(k.known, "any") } // want

func (k *keeperBad) register(informer cache.SharedIndexInformer) {
	informer.AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: k.add, DeleteFunc: k.remove})
}

func (k *keeperBad) Start(pods, nodes cache.SharedIndexInformer) {
	k.register(pods)
	k.register(nodes)
}

type keeperOk struct {
	known map[string]int
}

func (k *keeperOk) add(any)    { k.known["any"]++ }
func (k *keeperOk) remove(any) { delete(k.known, "any") }

func (k *keeperOk) Start(pods cache.SharedIndexInformer) {
	pods.AddEventHandler(cache.ResourceEventHandlerFuncs{AddFunc: k.add, DeleteFunc: k.remove})
}

type methodsOk struct {
	known map[string]int
}

func (m *methodsOk) OnAdd(any, bool)   { m.known["any"]++ }
func (m *methodsOk) OnUpdate(any, any) { m.known["any"]++ }
func (m *methodsOk) OnDelete(any)      { delete(m.known, "any") }

func WatchMethodsOk(pods cache.SharedIndexInformer) {
	pods.AddEventHandler(&methodsOk{known: map[string]int{}})
}

type methodsBad struct {
	known map[string]int
}

func (m *methodsBad) OnAdd(any, bool)   { m.known["any"]++ } // want
func (m *methodsBad) OnUpdate(any, any) {}
func (m *methodsBad) OnDelete(any)      { delete(m.known, "any") } // want

func WatchMethodsBad(pods, nodes cache.SharedIndexInformer) {
	m := &methodsBad{known: map[string]int{}}
	pods.AddEventHandler(m)
	nodes.AddEventHandler(m)
}
