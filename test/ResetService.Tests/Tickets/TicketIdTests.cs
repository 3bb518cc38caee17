using System.Buffers.Text;
using Microsoft.Extensions.Options;
using ResetService.Hosting;
using ResetService.Tickets;
using StackExchange.Redis;

namespace ResetService.Tests.Tickets;

internal sealed class TicketIdTests
{
    private const string Tag = "Ab3-_xYz09";

    [Test]
    public void An_id_is_its_addresss_tag_and_a_random_part()
    {
        var id = TicketId.Draw(Tag);

        Assert.That(id.Value, Does.Match("^Ab3-_xYz09[A-Za-z0-9_-]{22}\\z"));
        Assert.That(id.Tag, Is.EqualTo(Tag));
        Assert.That(TicketId.Read(id.Value), Is.EqualTo(id));
    }

    [Test]
    [Property("Checklist", "F1")]
    public void A_thousand_ids_have_no_order_and_no_version()
    {
        var parts = Enumerable.Range(0, 1000).Select(_ => Base64Url.DecodeFromChars(TicketId.Draw(Tag).Value.AsSpan(Tag.Length))).ToArray();

        Assert.That(parts, Has.All.Length.EqualTo(16));
        Assert.That(parts.Select(Convert.ToHexString).Distinct().Count(), Is.EqualTo(1000));
        var rises = parts.Zip(parts.Skip(1), (first, second) => first.AsSpan().SequenceCompareTo(second) < 0).Count(rise => rise);
        Assert.That(rises, Is.InRange(440, 560)); // 6.5 standard deviations about a half
        for (var nibble = 0; nibble < 32; nibble++) // a UUID has one that is the same in all
        {
            Assert.That(parts.Select(part => (part[nibble / 2] >> (nibble % 2 * 4)) & 15).Distinct().Count(), Is.EqualTo(16));
        }
    }

    [Test]
    [Property("Checklist", "S1")]
    public void Printing_an_id_hides_whose_it_is()
    {
        var id = TicketId.Draw(Tag);

        Assert.That($"{id}", Is.EqualTo(id.Value[Tag.Length..]));
        Assert.That($"{TicketId.Read("x")}", Is.EqualTo("(malformed)"));
    }

    [TestCase(null)]
    [TestCase("")]
    [TestCase("Ab3-_xYz09AAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("Ab3-_xYz09AAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("Ab3-_xYz09AAAAAAAAAAAAAAAAAAAAA=")]
    [TestCase("Ab3-_xYz09AAAAAAAAAAAAAAAAAAAAA\n")]
    [TestCase("Ab3-_xYz09AAAAAAAAAAAAAAAAAAAA}:")]
    [TestCase("é234567890AAAAAAAAAAAAAAAAAAAAAA")]
    public void What_can_be_no_id_is_malformed(string? text)
    {
        Assert.That(TicketId.TryParse(text, out var id), Is.True);
        Assert.That((id.IsWellFormed, id.Value), Is.EqualTo((false, "")));
    }

    [Test]
    public void An_addresss_tag_is_always_the_same_under_one_key_and_another_under_another()
    {
        var address = EmailAddress.Parse("jane@shop.example");
        var options = new KeyOptions { Current = KeyOptions.Draw(), Address = KeyOptions.Draw() };
        var tag = KeysOf(options).Tag(address);

        Assert.That(tag, Does.Match("^[A-Za-z0-9_-]{10}\\z"));
        Assert.That(KeysOf(options).Tag(EmailAddress.Parse(" JANE@Shop.example ")), Is.EqualTo(tag));
        Assert.That(KeysOf(new() { Current = KeyOptions.Draw(), Previous = options.Current, Address = options.Address }).Tag(address), Is.EqualTo(tag));
        Assert.That(KeysOf(new() { Current = options.Current, Address = KeyOptions.Draw() }).Tag(address), Is.Not.EqualTo(tag));
        Assert.That(KeysOf(options).Tag(EmailAddress.Parse("june@shop.example")), Is.Not.EqualTo(tag));
    }

    // What a cluster needs: the keys of any step, and the queues of its partition, hash alike.
    [Test]
    public void All_keys_of_an_address_share_a_hash_tag()
    {
        using var connection = ConnectionMultiplexer.Connect("127.0.0.1:1,abortConnect=false,connectTimeout=1");
        var partitions = new HashSet<int>();

        foreach (var first in "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        {
            var (id, link) = (TicketId.Draw(first + Tag[1..]), TicketId.Draw(first + Tag[1..]));
            RedisKey[] keys =
            [
                TicketKeys.Ticket(id), TicketKeys.Ticket(link), TicketKeys.Link(link), TicketKeys.Guesses(id), TicketKeys.HourlySends(id),
                TicketKeys.DailySends(id), TicketKeys.Epoch(id), TicketKeys.Mail(id.Partition), TicketKeys.DeadMail(id.Partition),
            ];

            Assert.That(keys.Select(connection.HashSlot).Distinct().Count(), Is.EqualTo(1));
            Assert.That(keys.Distinct().Count(), Is.EqualTo(keys.Length));
            partitions.Add(id.Partition);
        }

        Assert.That(partitions, Is.EquivalentTo(TicketId.AllPartitions));
    }

    private static Keys KeysOf(KeyOptions options) => new(Options.Create(options));
}
