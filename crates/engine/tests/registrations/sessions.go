// Package registrations has handlers of Kafka sessions.
package registrations

import (
	"context"

	"github.com/IBM/sarama"
)

type consumer struct {
	claims map[string]int
	count  map[string]int
	topics map[string]int
}

// Add is not called by the library.
func (c *consumer) Add(topic string) {
	c.topics[topic] = len(c.topics)
}

func (c *consumer) Setup(session sarama.ConsumerGroupSession) error {
	c.claims["setup"] = 1
	return nil
}

func (c *consumer) Cleanup(session sarama.ConsumerGroupSession) error {
	delete(c.claims, "setup")
	return nil
}

func (c *consumer) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	if c.claims["setup"] == 0 {
		return nil
	}
	c.count["all"]++ // want
	return nil
}

func Consume(ctx context.Context, group sarama.ConsumerGroup) {
	c := &consumer{claims: map[string]int{}, count: map[string]int{}, topics: map[string]int{}}
	for ctx.Err() == nil {
		_ = group.Consume(ctx, []string{"a"}, c)
	}
}
