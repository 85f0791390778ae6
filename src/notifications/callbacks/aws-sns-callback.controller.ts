import { Body, Controller, Post } from '@nestjs/common';
import { ApiBody, ApiTags } from '@nestjs/swagger';
import { AcceptsJsonAsText } from '../../platform/http/accepts.js';
import { Operation } from '../../platform/http/operation.js';
import { ClientAddress } from '../../platform/security/client-address.js';
import { Public } from '../../platform/security/roles.js';
import { SnsInbox } from './sns-inbox.service.js';

@ApiTags('sms callbacks')
@Public()
@Controller('sms/aws_sns')
export class AwsSnsCallbackController {
  constructor(private readonly inbox: SnsInbox) {}

  @Post('notifications')
  @AcceptsJsonAsText()
  @ApiBody({ schema: { type: 'object', description: 'JSON, signed by Amazon SNS, which calls it text.' } })
  @Operation({
    id: 'receiveAwsSnsNotification',
    summary: 'What became of text messages and what was answered, told by Amazon SNS',
    description:
      'Confirms the subscription, too. Only where `SMS_GATEWAY` is `aws_sns` and `AWS_SNS_TOPIC_ARN` is set.',
    anyone: true,
    unlimited: true,
    neverStored: true,
    refuses: ['not_found', 'forbidden'],
  })
  async receive(@Body() body: unknown, @ClientAddress() address: string): Promise<void> {
    await this.inbox.take(body, address);
  }
}
